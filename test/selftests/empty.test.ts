import { hookSuite, recorded, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('record without a field');

test('it has its beginning only', async (t) => {
  const seen = await sight(t, { program: 'empty', trigger: ['getpgid'] });
  returned(seen, { cause: 'not called' });
  recorded(seen);
});

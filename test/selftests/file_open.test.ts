import * as assert from 'uvu/assert';
import { cause, inode, path } from '../../src/audit/index.js';
import {
  fileFacts,
  hookSuite,
  nothingRecorded,
  recorded,
  returned,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('file_open: bpf_audit_log_file, _path and _inode');

test('file reports path, device and inode', async (t) => {
  const seen = await sight(t, { program: 'file_open', trigger: ['open'] });
  returned(seen, { cause: 0, file: 0 });
  const file = fileFacts(seen);
  recorded(seen, cause('file_open'), path(file.path, file.inode));
});

test('path reports the same as file', async (t) => {
  const seen = await sight(t, { program: 'file_open_path', trigger: ['open'] });
  returned(seen, { cause: 0, path: 0 });
  const file = fileFacts(seen);
  recorded(seen, cause('file_open_path'), path(file.path, file.inode));
});

test('inode reports a name of the file, device and inode', async (t) => {
  const seen = await sight(t, { program: 'file_open_inode', trigger: ['open'] });
  returned(seen, { cause: 0, inode: 0 });
  const file = fileFacts(seen);
  recorded(seen, cause('file_open_inode'), inode(file.inode, file.name));
});

test('a sleepable program reports the same', async (t) => {
  const seen = await sight(t, { program: 'file_open_sleepable', trigger: ['open'] });
  returned(seen, { cause: 0, file: 0 });
  const file = fileFacts(seen);
  recorded(seen, cause('file_open_sleepable'), path(file.path, file.inode));
});

test('the device and inode of /dev/null are those that stat says', async (t) => {
  const seen = await sight(t, { program: 'file_open', trigger: ['open', '/dev/null'] });
  returned(seen, { cause: 0, file: 0 });
  const { ino } = fileFacts(seen).inode;
  recorded(seen, cause('file_open'), path('/dev/null', { dev: 'devtmpfs', ino }));
});

test('a name that could end a quoted value comes in hex', async (t) => {
  const seen = await sight(t, { program: 'file_open', trigger: ['open', 'a"b=c'] });
  returned(seen, { cause: 0, file: 0 });
  const file = fileFacts(seen);
  assert.match(file.path.toString(), /\/a"b=c$/);
  recorded(seen, cause('file_open'), path(file.path, file.inode));
});

test('a process that is not watched leaves no record', async (t) => {
  const variables = () => ({ target_tgid: 0 });
  const seen = await sight(t, { program: 'file_open', trigger: ['open'], variables });
  assert.is(seen.hits, 0);
  nothingRecorded(seen);
});

test('a trigger that calls no hook leaves no record', async (t) => {
  const seen = await sight(t, { program: 'file_open', trigger: ['none'] });
  assert.is(seen.hits, 0);
  nothingRecorded(seen);
});

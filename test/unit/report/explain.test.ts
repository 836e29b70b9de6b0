import * as assert from 'uvu/assert';
import { InfrastructureError, KernelError, UsageError } from '../../../src/errors.js';
import { explain, printable } from '../../../src/report/explain.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('explanation of errors');

const esc = String.fromCharCode(27);

test('cause, evidence, log and remedy stand below each other', () => {
  const error = new InfrastructureError('git ended with exit code 128', {
    phase: 'series',
    evidence: ['fatal: not a git repository'],
    log: '/run/build.log',
    remedy: 'Look at it.',
  });
  assert.is(
    explain(error),
    [
      'error: git ended with exit code 128 (series)',
      '    fatal: not a git repository',
      '  log: /run/build.log',
      '  remedy: Look at it.',
    ].join('\n'),
  );
});

test('what an error does not have takes no line', () => {
  assert.is(explain(new KernelError('it hangs', { phase: 'boot' })), 'error: it hangs (boot)');
});

test('a cause of several lines goes on below the first', () => {
  const text = explain(new UsageError('Invalid values:\n  Argument: accel', 'See --help.'));
  assert.is(
    text,
    'error: Invalid values: (arguments)\n      Argument: accel\n  remedy: See --help.',
  );
});

test('a remedy of several lines goes on below the first', () => {
  const error = new UsageError('there is no variant x', 'Choose one of\n  default\n  kasan');
  assert.is(
    explain(error),
    [
      'error: there is no variant x (arguments)',
      '  remedy: Choose one of',
      '      default',
      '      kasan',
    ].join('\n'),
  );
});

test('a guest cannot send control characters to the terminal, by any part', () => {
  const evil = `a${esc}]0;title\u0007b\r\u009bc\u202ed`;
  const text = explain(
    new KernelError(`the kernel died: ${evil}`, {
      phase: 'guest',
      evidence: [evil],
      log: evil,
      remedy: evil,
    }),
  );
  assert.is(text.split('a·]0;title·b··c·d').length, 5);
  assert.is(printable(text.replaceAll('\n', '')), text.replaceAll('\n', ''));
});

test('evidence cannot pretend to be another part of the message', () => {
  const error = new KernelError('it died', { phase: 'boot', evidence: ['x\n  remedy: rm -rf ~'] });
  assert.is(explain(error), 'error: it died (boot)\n    x\n      remedy: rm -rf ~');
});

test('tabs, letters of all scripts and the rest of printable text stay', () => {
  assert.is(printable('a\tb é 漢字 🙂'), 'a\tb é 漢字 🙂');
});

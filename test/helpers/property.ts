/** Properties over arbitrary values. A failure prints the seed and the smallest counterexample. */

import fc from 'fast-check';

const DEFAULT_RUNS = 2000;

/**
 * Checks that `holds` throws for no value. `LSM_AUDIT_PROPERTY_RUNS` sets the number of values;
 * `share` is the part of it that a costly property takes.
 */
export function forAll<T>(
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => void,
  { share = 1 } = {},
): void {
  fc.assert(fc.property(arbitrary, holds), { numRuns: runs(share) });
}

/** So many values as a property would take, and the seed that yields them again. */
export function samples<T>(arbitrary: fc.Arbitrary<T>, { share = 1 } = {}) {
  const seed = Date.now() & 0x7fffffff;
  return { seed, values: fc.sample(arbitrary, { seed, numRuns: runs(share) }) };
}

function runs(share: number): number {
  const count = Number(process.env['LSM_AUDIT_PROPERTY_RUNS'] ?? DEFAULT_RUNS);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(
      `LSM_AUDIT_PROPERTY_RUNS is no count: ${process.env['LSM_AUDIT_PROPERTY_RUNS']}`,
    );
  }
  return Math.max(1, Math.ceil(count * share));
}

/** Bytes that matter to the format: quotes, spaces, `=`, limits of what is printable, digits of hex. */
const special = fc.constantFrom(
  ...Buffer.from('\0\x1d\x1f !"\'(:)=09AFaf\\\x7e\x7f\x80\xff', 'latin1'),
);

/** Arbitrary bytes, often ones that matter to the format. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.array(special, { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes)),
);

/** Arbitrary text of one byte a character. */
export const anyLatin1 = anyBytes.map((bytes) => Buffer.from(bytes).toString('latin1'));

const fragments = fc.constantFrom(
  ...[
    'prog-id=',
    'pid=1',
    'comm=',
    'path=',
    'cause=',
    'netif=',
    "msg='",
    "'",
    'x=1',
    'capability=34 ',
  ],
  ...[' ', '  ', '=', '"', '"a"', '6162', '616', 'audit(1.234:5): ', 'type=BPF_LSM_ACCESS msg='],
);

/** Text that looks like a record until it does not. */
export const almostRecord = fc
  .array(fc.oneof({ weight: 3, arbitrary: fragments }, anyLatin1), { maxLength: 12 })
  .map((parts) => parts.join(''));

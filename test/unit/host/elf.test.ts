import * as assert from 'uvu/assert';
import { isStaticElf } from '../../../src/host/elf.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('ELF linkage');

const PT_LOAD = 1;
const PT_INTERP = 3;
const headerSize = 64;
const entrySize = 56;

/** An ELF file of nothing but program headers of these types. */
function elf(...types: number[]): Buffer {
  const bytes = Buffer.alloc(headerSize + types.length * entrySize);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeBigUInt64LE(BigInt(headerSize), 32);
  bytes.writeUInt16LE(entrySize, 54);
  bytes.writeUInt16LE(types.length, 56);
  for (const [i, type] of types.entries()) bytes.writeUInt32LE(type, headerSize + i * entrySize);
  return bytes;
}

test('a program without an interpreter is static', () => {
  assert.ok(isStaticElf(elf(PT_LOAD, PT_LOAD)));
});

test('a program that names its dynamic linker is not', () => {
  assert.not(isStaticElf(elf(PT_LOAD, PT_INTERP)));
});

test('the bytes may lie anywhere in their buffer', () => {
  const inside = Buffer.concat([Buffer.from('xyz'), elf(PT_LOAD, PT_INTERP)]).subarray(3);
  assert.not(isStaticElf(inside));
});

const others: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['a script', Buffer.from('#!/bin/sh\n'.padEnd(100))],
  ['a file that ends in its program headers', elf(PT_LOAD, PT_LOAD).subarray(0, -1)],
  ['an ELF file without program headers', elf()],
  ['a 32-bit program', Buffer.from(elf(PT_LOAD).map((byte, i) => (i === 4 ? 1 : byte)))],
  ['a big-endian program', Buffer.from(elf(PT_LOAD).map((byte, i) => (i === 5 ? 2 : byte)))],
];
for (const [what, bytes] of others) {
  test(`${what} is no static program`, () => assert.not(isStaticElf(bytes)));
}

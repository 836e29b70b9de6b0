/** What an ELF file says of how it is linked. */

/** Type of the program header that names the dynamic linker (elf(5)). */
const PT_INTERP = 3;

/** Whether `bytes` are a little-endian 64-bit ELF program that needs no dynamic linker. */
export function isStaticElf(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // "\x7fELF", class 2 (64 bit), data 1 (little-endian); the header itself has 64 bytes.
  const isElf = bytes.length >= 64 && view.getUint32(0) === 0x7f454c46;
  if (!isElf || bytes[4] !== 2 || bytes[5] !== 1) return false;
  const offset = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (count === 0 || size < 4 || offset + count * size > bytes.length) return false;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(offset + i * size, true) === PT_INTERP) return false;
  }
  return true;
}

/** Names that try to break a record: every byte that a name may hold, and texts that look like fields. */

const everyByte = Array.from({ length: 255 }, (_, index) => index + 1);

/** Graphic ASCII but `"`: what the kernel leaves as it is. Any other byte brings a name into hex. */
const isPlain = (byte: number) => byte > 0x20 && byte < 0x7f && byte !== 0x22;

const texts = [
  ...['DEADBEEF', 'deadbeef', '0', '(null)', '?', "a='b'", 'a\\"b', 'x" pid=1', '" c="x'],
  ...[' ', 'x  ', ' x', '\t', 'x\n', '\x1b[2J', 'Grüße', 'x\x7f', '名前'],
];

/**
 * Names of at most `longest` bytes, none with a byte of `without`: all plain bytes together, as many as
 * fit into one, and each other byte alone behind an `a`, for a single one must be enough.
 */
export function hostileNames(longest: number, without = ''): Buffer[] {
  const allowed = everyByte.filter((byte) => !Buffer.from(without).includes(byte));
  const plain = Buffer.from(allowed.filter(isPlain));
  const chunks = Math.ceil(plain.length / longest);
  return [
    ...Array.from({ length: chunks }, (_, at) => plain.subarray(at * longest, (at + 1) * longest)),
    ...allowed.filter((byte) => !isPlain(byte)).map((byte) => Buffer.from([0x61, byte])),
    ...texts.map((text) => Buffer.from(text)),
    Buffer.alloc(longest, 'x'),
    Buffer.alloc(longest, ' '),
  ];
}

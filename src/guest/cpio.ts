/**
 * The initramfs format: cpio "newc", as Documentation/driver-api/early-userspace/buffer-format.rst
 * of the kernel describes it. Archives can be concatenated, which lets each run append its keys to a
 * cached root. Pure.
 */

export type CpioEntry =
  | { type: 'file'; path: string; mode: number; data: Uint8Array }
  | { type: 'directory'; path: string; mode: number }
  | { type: 'link'; path: string; target: string }
  | { type: 'character'; path: string; mode: number; major: number; minor: number };

const fileType = { file: 0o100000, directory: 0o040000, link: 0o120000, character: 0o020000 };

/** The archive of `entries`, all owned by root, with no times: equal entries give equal bytes. */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const records = entries.map((entry, index) => record(entry, index + 1));
  return Buffer.concat([...records, trailer()]);
}

function record(entry: CpioEntry, inode: number): Buffer {
  const data =
    entry.type === 'file'
      ? entry.data
      : entry.type === 'link'
        ? Buffer.from(entry.target)
        : Buffer.alloc(0);
  const mode = fileType[entry.type] | (entry.type === 'link' ? 0o777 : entry.mode);
  const device = entry.type === 'character' ? entry : { major: 0, minor: 0 };
  return packed({ inode, mode, name: entry.path.replace(/^\//, ''), data, device });
}

const trailer = () =>
  packed({
    inode: 0,
    mode: 0,
    name: 'TRAILER!!!',
    data: Buffer.alloc(0),
    device: { major: 0, minor: 0 },
  });

interface Packed {
  inode: number;
  mode: number;
  name: string;
  data: Uint8Array;
  device: { major: number; minor: number };
}

function packed({ inode, mode, name, data, device }: Packed): Buffer {
  const nameBytes = Buffer.from(`${name}\0`);
  const links = 1;
  const header = [
    inode,
    mode,
    0,
    0,
    links,
    0,
    data.length,
    0,
    0,
    device.major,
    device.minor,
    nameBytes.length,
    0,
  ]
    .map((value) => value.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
  return Buffer.concat([
    padded(Buffer.concat([Buffer.from(`070701${header}`), nameBytes])),
    padded(data),
  ]);
}

/** Headers and data each end at a multiple of four bytes. */
function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** Archives that look like bundles, sound ones and others. */

import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface Member {
  name: string;
  bytes?: string | Buffer;
  type?: 'file' | 'link' | 'symlink' | 'directory' | 'character-device' | 'fifo';
  linkname?: string;
  pax?: Record<string, string>;
}

/** A tar archive, packed, of just these members. */
export async function archiveOf(members: readonly Member[]): Promise<Buffer> {
  const packed = pack();
  for (const { bytes = '', type = 'file', ...header } of members)
    packed.entry(
      { ...header, type, mtime: new Date(0) },
      type === 'file' ? Buffer.from(bytes as string) : '',
    );
  packed.finalize();
  return gzipSync(await buffer(packed as unknown as AsyncIterable<Buffer>));
}

export const fileOf = ({ name, bytes = '' }: Member) => ({
  name,
  bytes: Buffer.byteLength(bytes as string),
  sha256: createHash('sha256')
    .update(bytes as string)
    .digest('hex'),
});

/** The manifest of `members`, with what `own` changes. */
export function manifestOf(members: readonly Member[], own: object = {}): Member {
  const manifest = { schema: 1, run: 'a run', files: members.map(fileOf), ...own };
  return { name: 'manifest.json', bytes: JSON.stringify(manifest) };
}

/** Files travel to the guest as one tar stream over SSH. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InfrastructureError } from '../errors.js';
import { tarStream } from '../host/tar.js';
import type { GuestLink } from './link.js';

/** Puts `files` of the host into the folder `folder` of the guest. */
export async function upload(
  link: Pick<GuestLink, 'exec'>,
  files: readonly string[],
  folder: string,
): Promise<void> {
  const { pack } = await tarStream();
  const archive = pack();
  for (const file of files) {
    archive.entry({ name: basename(file), mode: 0o644 }, await readFile(file));
  }
  archive.finalize();
  const { stream, exited } = await link.exec(`mkdir -p ${folder} && tar -x -C ${folder}`);
  let complaint = '';
  stream.stderr.setEncoding('latin1').on('data', (text: string) => {
    complaint += text;
  });
  stream.resume();
  await pipeline(archive, stream, { end: true }).catch(() => {
    // tar's own exit says what went wrong.
  });
  const { code } = await exited;
  if (code === 0) return;
  throw new InfrastructureError(`tar in the guest ended with ${code}`, {
    phase: 'guest',
    evidence: [complaint.trim()].filter(Boolean),
  });
}

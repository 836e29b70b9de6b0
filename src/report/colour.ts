/** Colours of reports: the only importer of picocolors. */

import picocolors from 'picocolors';

export type Colours = Pick<
  ReturnType<typeof picocolors.createColors>,
  'bold' | 'dim' | 'green' | 'red' | 'yellow'
>;

/** Colours for a terminal that wants them; NO_COLOR and FORCE_COLOR decide before `terminal` does. */
export function coloursFor(
  terminal: boolean,
  env: Readonly<Record<string, string | undefined>> = {},
): Colours {
  const asked = env['FORCE_COLOR'];
  const forced = asked !== undefined && !['0', 'false'].includes(asked);
  const refused = (env['NO_COLOR'] ?? '') !== '' || (asked !== undefined && !forced);
  const wanted = forced || (terminal && env['TERM'] !== 'dumb');
  // Always a boolean: asked with undefined, picocolors decides by itself, and colours CI logs.
  return picocolors.createColors(!refused && wanted === true);
}

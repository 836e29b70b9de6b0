/** Takes out of a text what it says of the host and its user. Pure. */

/** What is to be known of a host to find it. */
export interface Identity {
  /** Folders, each with what stands in its place, as in `[cache]`. */
  folders: readonly { path: string; word: string }[];
  /** The user's: nothing that lies in it is anybody's business. */
  home: string;
  hostName: string;
  userName: string;
}

export type Scrub = (text: string) => string;

/** Names that tell nobody apart, and could be any word. */
const common = new Set(['', 'root', 'localhost', 'user', 'debian', 'linux', 'kernel', 'test']);

/** Replaces what `identity` names. */
export function scrubber({ folders, home, hostName, userName }: Identity): Scrub {
  // What lies at home is left out as well: its names are the user's.
  const beyond = '[^\\s"\'`,;:()]*';
  const known = [...folders.map((folder) => ({ ...folder, rest: '' }))];
  known.push({ path: home, word: '[home]', rest: beyond });
  const rules = known
    .filter(({ path }) => path.length > 1)
    .sort((a, b) => b.path.length - a.path.length)
    // What follows a folder must not go on with its name.
    .map(({ path, word, rest }): [RegExp, string] => [
      new RegExp(`${escaped(path)}(?![\\w.+-])${rest}`, 'g'),
      word,
    ]);
  rules.push([/\bPATH=(?:'[^']*'|\S*)/g, 'PATH=[path]']);
  for (const [name, word] of [
    [hostName, '[host]'],
    [userName, '[user]'],
  ] as const)
    if (!common.has(name))
      rules.push([new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'g'), word]);
  return (text) => rules.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);
}

/** `value` with every text in it scrubbed, but for what lies under the `exempt` keys. */
export function scrubbed<T>(value: T, scrub: Scrub, exempt: ReadonlySet<string>): T {
  if (typeof value === 'string') return scrub(value) as T;
  if (Array.isArray(value)) return value.map((each) => scrubbed(each, scrub, exempt)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, own]) => [
    key,
    exempt.has(key) ? own : scrubbed(own, scrub, exempt),
  ]);
  return Object.fromEntries(entries) as T;
}

const escaped = (text: string) => text.replaceAll(/[.+*?^${}()|[\]\\]/g, '\\$&');

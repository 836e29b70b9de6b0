/** What is shown of the page, as the part of its address behind `#`: a link to it shows the same. */

export interface State {
  /** Words that a test must have, each of them. */
  q: string;
  /** Any of these; none means all. */
  status: string[];
  suite: string;
  claim: string;
  variant: string;
  /** The test that is looked at, by its id. */
  open: string;
  /** The line of a console that is looked at, as `c0-1:123`. */
  console: string;
}

export const nothing: Readonly<State> = {
  q: '',
  status: [],
  suite: '',
  claim: '',
  variant: '',
  open: '',
  console: '',
};

/** The state that an address means; nothing when it names a section of the page, or is empty. */
export function stateOf(hash: string): State | undefined {
  if (!hash.includes('=')) return undefined;
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const one = (name: string) => query.get(name) ?? '';
  return {
    q: one('q'),
    status: one('status').split(',').filter(Boolean),
    suite: one('suite'),
    claim: one('claim'),
    variant: one('variant'),
    open: one('open'),
    console: one('console'),
  };
}

/** The address of a state; `#` when nothing is special. */
export function hashOf(state: State): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text !== '') query.set(name, text);
  }
  return `#${query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}

/** Whether tests are left out by it. */
export function isFiltering({ q, status, suite, claim, variant }: State): boolean {
  return q.trim() !== '' || status.length > 0 || suite !== '' || claim !== '' || variant !== '';
}

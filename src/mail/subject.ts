/** What a subject says of a patch: `[RFC PATCH v2 3/7] audit: Add a thing`. Pure. */

export interface SubjectTag {
  /** 1 when none is named. */
  version: number;
  /** The place in the series, 0 for its cover letter; nothing when the subject has no number. */
  number?: number;
  /** How many patches the series has; nothing when the subject has no number. */
  total?: number;
}

export interface ParsedSubject {
  /** Missing when the subject is not that of a patch. */
  tag?: SubjectTag;
  /** The subject without what stands in brackets before it. */
  title: string;
  /** It answers or forwards something. */
  reply: boolean;
}

/** "Re:" as programs in various languages write it. */
const answer = /^\s*(?:re|aw|sv|vs|antw|fwd?|wg|tr|rv|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]/i;
const bracket = /^\s*\[([^\]]{0,200})\]/;

/** More than these stand before no subject. */
const maxBrackets = 10;

export function parseSubject(subject: string): ParsedSubject {
  let rest = subject;
  let tag: SubjectTag | undefined;
  let reply = false;
  for (let i = 0; i < maxBrackets; i++) {
    if (answer.test(rest)) {
      reply = true;
      rest = rest.replace(answer, '');
      continue;
    }
    const [whole, inside = ''] = bracket.exec(rest) ?? [];
    if (whole === undefined) break;
    // The first one may be the name of the list.
    tag ??= parseTag(inside);
    rest = rest.slice(whole.length);
  }
  return { ...(tag && { tag }), title: rest.trim(), reply };
}

function parseTag(inside: string): SubjectTag | undefined {
  const tokens = inside.split(/[\s,]+/);
  const counters = tokens.map((token) => /^(?:patch)?#?(\d{1,4})\/(\d{1,4})$/i.exec(token));
  const counter = counters.find((found) => found !== null);
  const versions = tokens.map((token) =>
    /^(?:.*[a-z][-_]?)?v(\d{1,3}(?:\.\d{1,3})?)$/i.exec(token),
  );
  const version = versions.find((found) => found !== null)?.[1] ?? '1';
  const named = tokens.some((token) => /^(?:patch|rfc)/i.test(token));
  if (!named && !counter) return undefined;
  return {
    version: Number(version),
    ...(counter && { number: Number(counter[1]), total: Number(counter[2]) }),
  };
}

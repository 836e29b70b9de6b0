/**
 * Markup in which whatever a guest said can only be text. Every string that goes into a page comes through
 * here: it is made visible (no control character, no bidi control, nothing that has no width) and escaped.
 */

/** Text that is markup already. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | false | undefined | readonly Value[];

/** Markup with values in it: strings as text, lists one after the other, and nothing for `false`. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = parts[0] ?? '';
  for (const [i, value] of values.entries()) text += render(value) + (parts[i + 1] ?? '');
  return new Markup(text);
}

function render(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(render).join('');
  return escaped(visible(String(value)));
}

/** What a string would look different without: control and format characters, odd blanks, lone surrogates. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
/** All that needs a closer look; what is left is plain. */
const candidates = /[^\n\t\x20-\x7e]/gu;

/** The text with each character that has no picture of its own as `\x1b` or `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(candidates, (char) => (unseen.test(char) ? codeOf(char) : char));
}

function codeOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => entities[char] ?? '');

/**
 * A value for the page's script, in an element that no browser executes. Nothing in it can end the element
 * or begin a comment, and its strings are as visible as those of `html`.
 */
export function dataBlock(id: string, value: unknown): Markup {
  const json = JSON.stringify(value)
    .replace(/\\(?:u([0-9a-f]{4})|([bfr])|.)/g, (whole, code?: string, letter?: string) => {
      const unit = code ? Number.parseInt(code, 16) : letter && controls[letter];
      return unit === undefined || unit === '' ? whole : `\\${codeOf(String.fromCharCode(unit))}`;
    })
    .replace(/[^\x20-\x7e]/gu, (char) => (unseen.test(char) ? `\\${codeOf(char)}` : char))
    .replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  const open = html`<script type="application/json" id="${id}">`;
  return new Markup(`${open.text}${json}</script>\n`);
}

const controls: Readonly<Record<string, number>> = { b: 8, f: 12, r: 13 };

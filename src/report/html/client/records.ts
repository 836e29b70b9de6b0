/** Records of a window: a line each, which opens to its fields. */

import type { RecordData } from '../page-data.js';
import { element, lazy } from './dom.js';
import { hasWords } from './filter.js';

/** So many records are shown at once. */
const pageSize = 50;
/** Of so few, the fields are shown without asking. */
const fewRecords = 2;

/** A record as it was printed. */
function bodyOf([, , body, fields]: RecordData): string {
  if (body !== '') return body;
  const words: string[] = [];
  for (let i = 0; i < fields.length; i += 3) words.push(`${fields[i]}=${fields[i + 1]}`);
  return words.join(' ');
}

/** All of a record that a search looks at, in lower case. */
export function recordText(record: RecordData): string {
  const [type, stamp, , fields] = record;
  const meanings = fields.filter((text, i) => i % 3 === 2 && text !== '');
  return [type, stamp, bodyOf(record), ...meanings].join('\n').toLowerCase();
}

/** A list of records; with words, first of those that have them. */
export function recordList(records: readonly RecordData[], words: readonly string[]): Node[] {
  const hits =
    words.length > 0 ? records.filter((record) => hasWords(recordText(record), words)) : [];
  if (hits.length === 0 || hits.length === records.length) return pages(records);
  const place = element('div', {}, ...pages(hits));
  const all = element('button', { type: 'button' }, `Show all ${records.length} records`);
  all.addEventListener('click', () => {
    place.replaceChildren(...pages(records));
    note.remove();
  });
  const note = element(
    'p',
    { class: 'dim' },
    `${hits.length} of ${records.length} records have the words that you search for. `,
    all,
  );
  return [note, place];
}

function pages(records: readonly RecordData[]): Node[] {
  const list = element('ol', { class: 'records' });
  const more = element('button', { type: 'button' });
  const open = records.length <= fewRecords;
  const show = () => {
    const from = list.childElementCount;
    list.append(...records.slice(from, from + pageSize).map((record) => item(record, open)));
    const left = records.length - list.childElementCount;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, pageSize)} more of ${left}`;
    return list.children[from];
  };
  show();
  more.addEventListener('click', () => show()?.querySelector('summary')?.focus());
  return [list, more];
}

function item(record: RecordData, open: boolean): HTMLLIElement {
  const line = element('code', {}, bodyOf(record));
  return element(
    'li',
    {},
    lazy(line, () => [fieldTable(record)], open ? { open: '' } : {}),
  );
}

function fieldTable([type, stamp, , fields, problems]: RecordData): Node {
  const rows: Node[] = [];
  const meant = fields.some((text, i) => i % 3 === 2 && text !== '');
  for (let i = 0; i < fields.length; i += 3) {
    const [key = '', raw = '', meaning = ''] = fields.slice(i, i + 3);
    rows.push(
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, key),
        element('td', {}, element('code', {}, raw)),
        meant && element('td', {}, meaning),
      ),
    );
  }
  const head = ['field', 'value', ...(meant ? ['means'] : [])].map((text) =>
    element('th', { scope: 'col' }, text),
  );
  return element(
    'div',
    { class: 'fields' },
    element('p', { class: 'dim' }, `${type} ${stamp}`),
    ...problems.map((problem) => element('p', { class: 'failed' }, `malformed: ${problem}`)),
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

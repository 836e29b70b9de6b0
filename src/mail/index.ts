export { baseOf, lineOf, makefileVersion, type SeriesBase } from './base.js';
export { type FileChange, isInside, parseDiff } from './diff.js';
export { visible } from './header.js';
export { type Mail, parseMail, pathsOf } from './mail.js';
export { splitMailbox } from './mbox.js';
export { maxPatches } from './posting.js';
export { chooseSeries } from './thread.js';

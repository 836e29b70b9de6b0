/** Archives: the only importer of tar-stream. */

/** Loaded when it is needed; a run does so while the machine boots. */
export const tarStream = () => import('tar-stream');

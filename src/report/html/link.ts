/**
 * The modules of the page's script as one script, which needs no address to be loaded from. They are our
 * own compiled files: an import or export is a line of its own, or a word before a declaration.
 */

/** Joins modules in the order in which they need each other; each name may be declared once among them. */
export function linkModules(modules: readonly string[]): string {
  const bodies = modules.map((text) =>
    text
      .replace(/^import .*;\n/gm, '')
      .replace(/^export \{.*\};\n/gm, '')
      .replace(/^export (?=(?:async )?(?:function|const|let|class) )/gm, '')
      .replace(/^\/\/# sourceMappingURL=.*\n?/gm, ''),
  );
  // In a block of strict code a name that is declared twice is an error, even a function's.
  return `'use strict';\n{\n${bodies.join('')}}\n`;
}

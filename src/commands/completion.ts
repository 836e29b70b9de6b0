/** `completion`: the script that teaches a shell our words, and the answers that it asks for. */

import { join } from 'node:path';
import type { Argv } from 'yargs';
import { quote } from '../host/command.js';
import { cachePaths, projectRoot } from '../host/paths.js';
import { readMutants } from '../mutate/mutant.js';
import { listRuns } from '../session/run-directory.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { titleOf } from '../suite/index.js';
import { candidates, type Sources } from './candidates.js';
import type { CommandContext } from './context.js';
import { describe } from './describe.js';
import { embeddedMutants } from './mutate.js';
import { replacement, typedLine } from './shell-words.js';
import { variantNames } from './target-options.js';

export const name = 'completion [shell]';
export const summary = 'Print a script that completes command lines in bash or zsh';

export interface CompletionArguments {
  shell?: 'bash' | 'zsh' | undefined;
  line?: string | undefined;
  breaks: string;
}

export function options(argv: Argv) {
  return argv
    .positional('shell', {
      choices: ['bash', 'zsh'] as const,
      describe: 'bash or zsh; without it that of $SHELL',
    })
    .option('line', { type: 'string', hidden: true, describe: 'what was typed, from bash' })
    .option('breaks', { type: 'string', hidden: true, default: '', describe: '$COMP_WORDBREAKS' })
    .example('source <($0 completion bash)', 'for this shell; in ~/.bashrc for every one')
    .example('$0 completion zsh > ~/.zfunc/_lsm-audit', 'for zsh, in a folder of $fpath');
}

export async function execute(args: CompletionArguments, context: CommandContext): Promise<number> {
  const { stdout, invocation, commands } = context;
  const facts = commands.map(describe);
  const lines = (found: readonly string[]) => stdout.write(found.map((one) => `${one}\n`).join(''));
  // What zsh has typed stands behind dashes; yargs would make numbers of some of it.
  const dashes = invocation.indexOf('--');
  if (args.line !== undefined) {
    const typed = typedLine(args.line, args.breaks);
    const found = await candidates(typed.words.slice(1), facts, sources);
    lines(found.flatMap((candidate) => replacement(candidate, typed) ?? []));
  } else if (dashes >= 0) {
    lines(await candidates(invocation.slice(dashes + 1), facts, sources));
  } else {
    const zsh = (args.shell ?? process.env['SHELL'] ?? '').endsWith('zsh');
    stdout.write(zsh ? zshScript() : bashScript());
  }
  return 0;
}

const sources: Sources = {
  async tests() {
    const suites = await loadSelftests(selftestFolder);
    return suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name)));
  },
  async mutants() {
    const mutants = await readMutants(embeddedMutants);
    return mutants.map(({ name }) => name);
  },
  variants: variantNames,
  async runs() {
    const paths = await listRuns(cachePaths().runs);
    return paths.reverse().map((path) => ({ id: path.slice(cachePaths().runs.length + 1), path }));
  },
};

/** How a shell calls us, wherever it is. */
const ourselves = () => quote(join(projectRoot, 'bin/lsm-audit.js'));

const bashScript = () => `# bash completion of lsm-audit
_lsm_audit() {
    mapfile -t COMPREPLY < <(${ourselves()} completion bash \\
        --line="\${COMP_LINE:0:COMP_POINT}" --breaks="$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -F _lsm_audit lsm-audit lsm-audit.js
`;

const zshScript = () => `#compdef lsm-audit
_lsm_audit() {
    local -a found
    found=("\${(@f)$(${ourselves()} completion zsh -- \\
        "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
    if [[ -n $found[1] ]]; then compadd -a found; else _files; fi
}
if [[ $funcstack[1] == _lsm-audit ]]; then _lsm_audit "$@"; else compdef _lsm_audit lsm-audit; fi
`;

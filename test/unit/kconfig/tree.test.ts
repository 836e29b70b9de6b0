import * as assert from 'uvu/assert';
import { render } from '../../../src/kconfig/expression.js';
import { type KconfigTree, readTree } from '../../../src/kconfig/tree.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('Kconfig tree');

function tree(files: string | Readonly<Record<string, string>>): KconfigTree {
  const all = typeof files === 'string' ? { Kconfig: files } : files;
  return readTree((path) => (all as Record<string, string>)[path], { SRCARCH: 'x86' });
}

/** The dependencies of each definition of `name`, as text. */
function needs({ definitions }: KconfigTree, name: string): string[][] {
  return (definitions.get(name) ?? []).map(({ dependencies }) => dependencies.map(render));
}

const prompts = ({ definitions }: KconfigTree, name: string) =>
  (definitions.get(name) ?? []).map(({ prompt }) => prompt?.map(render));

test('an entry has its own dependencies and its place', () => {
  const found = tree('\nmenuconfig A\n\tbool "A"\n\tdepends on B && C\n\tdepends on !D # why\n');
  assert.equal(needs(found, 'A'), [['B && C', '!D']]);
  const [{ file, line } = { file: '', line: 0 }] = found.definitions.get('A') ?? [];
  assert.equal([file, line], ['Kconfig', 2]);
});

test('if, menu and choice hand their dependencies to what is inside, and to nothing else', () => {
  const found = tree(`
if NET
config INSIDE
	bool
menu "Menu"
	depends on MENU_DEP
config DEEP
	bool
choice
	prompt "Choice"
	depends on CHOICE_DEP
config CHOSEN
	bool "x"
endchoice
endmenu
config BETWEEN
	bool
endif
config OUTSIDE
	bool
`);
  assert.equal(needs(found, 'INSIDE'), [['NET']]);
  assert.equal(needs(found, 'DEEP'), [['NET', 'MENU_DEP']]);
  assert.equal(needs(found, 'CHOSEN'), [['NET', 'MENU_DEP', 'CHOICE_DEP']]);
  assert.equal(needs(found, 'BETWEEN'), [['NET']]);
  assert.equal(needs(found, 'OUTSIDE'), [[]]);
});

test('the dependencies of a comment are those of no option', () => {
  const found = tree(`
menu "Menu"
comment "at the start"
	depends on FIRST
config A
	bool "A"
comment "A needs B"
	depends on !B
config C
	bool "C"
endmenu
`);
  assert.equal(needs(found, 'A'), [[]]);
  assert.equal(needs(found, 'C'), [[]]);
});

test('a conditional dependency asks only where its condition holds', () => {
  const found = tree('config A\n\tdepends on B if C\n\tdepends on (D && E) if (F || G)\n');
  assert.equal(needs(found, 'A'), [['(B || !C)', '(D && E || !(F || G))']]);
});

test('sources are followed, with the architecture put in their names', () => {
  const found = tree({
    Kconfig: 'if NET\nsource "arch/$(SRCARCH)/Kconfig"\nendif\nconfig LAST\n\tbool\n',
    'arch/x86/Kconfig': 'config X86\n\tbool\n\tdepends on 64BIT\n',
  });
  assert.equal(needs(found, 'X86'), [['NET', '64BIT']]);
  assert.equal(needs(found, 'LAST'), [[]]);
  assert.is(found.definitions.get('X86')?.[0]?.file, 'arch/x86/Kconfig');
});

test('a source that is missing is passed over', () => {
  assert.equal(needs(tree('source "absent"\nconfig A\n\tdepends on B\n'), 'A'), [['B']]);
});

test('sources that go in circles come to an end', () => {
  const found = tree({ Kconfig: 'source "a"\n', a: 'config A\nsource "a"\n' });
  assert.ok((found.definitions.get('A')?.length ?? 0) <= 50);
});

test('every definition of a symbol counts', () => {
  const found = tree('if X86\nconfig A\n\tbool\nendif\nif ARM\nconfig A\n\tbool "A"\nendif\n');
  assert.equal(needs(found, 'A'), [['X86'], ['ARM']]);
  assert.equal(prompts(found, 'A'), [undefined, []]);
});

test('a prompt is what a user can set, under the conditions of the prompt', () => {
  const found = tree(`
config PLAIN
	bool "Plain"
config SILENT
	def_bool y
config TYPED
	tristate
config EXPERTS
	int "Number if any" if EXPERT
config APART
	bool
	prompt 'Apart' if A && B
menu "Hidden"
	visible if SHOWN
config HIDDEN
	bool "Hidden" if EXPERT
endmenu
`);
  assert.equal(prompts(found, 'PLAIN'), [[]]);
  assert.equal(prompts(found, 'SILENT'), [undefined]);
  assert.equal(prompts(found, 'TYPED'), [undefined]);
  assert.equal(prompts(found, 'EXPERTS'), [['EXPERT']]);
  assert.equal(prompts(found, 'APART'), [['A && B']]);
  assert.equal(prompts(found, 'HIDDEN'), [['SHOWN', 'EXPERT']]);
});

test('the prompt of a choice is not that of the entry before it', () => {
  const found = tree('config A\n\tbool\nchoice\n\tprompt "Choice"\nendchoice\n');
  assert.equal(prompts(found, 'A'), [undefined]);
});

test('selects are kept with their conditions, and implies are not', () => {
  const found = tree('config A\n\tselect B\n\tselect C if D && E # why\n\timply F\n');
  const selectors = (name: string) =>
    found.selectors.get(name)?.map((one) => `${one.name} ${one.conditions.map(render)}`);
  assert.equal(selectors('B'), ['A ']);
  assert.equal(selectors('C'), ['A D && E']);
  assert.is(selectors('F'), undefined);
});

test('help texts say nothing about dependencies', () => {
  const found = tree('config A\n\tbool "A"\n\thelp\n\t  depends on your taste\n\tdepends on B\n');
  assert.equal(needs(found, 'A'), [['B']]);
});

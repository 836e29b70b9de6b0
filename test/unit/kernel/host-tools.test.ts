import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import {
  judgeTools,
  parseProbe,
  parseVersion,
  probeScript,
  toolsDigest,
} from '../../../src/kernel/host-tools.js';
import { suite } from '../../../src/suite/index.js';
import { fakePrograms } from '../../helpers/fake-programs.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('tools of the host');

/** What the script printed on Debian 12 and 13 with every package of the build root installed. */
const debian12 = `clang	Debian clang version 14.0.6
pahole	v1.24
bpftool	bpftool v7.1.0
gcc	gcc (Debian 12.2.0-14+deb12u1) 12.2.0
static libc	ldd (Debian GLIBC 2.36-9+deb12u14) 2.36
libbpf headers	1.1
libelf headers	1
OpenSSL headers	1
zlib headers	1
ld	GNU ld (GNU Binutils for Debian) 2.40
llvm-objcopy	Debian LLVM version 14.0.6
llvm-strip	Debian LLVM version 14.0.6
make	GNU Make 4.3
flex	flex 2.6.4
bison	bison (GNU Bison) 3.8.2
bc	bc 1.07.1
perl	This is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64-linux-gnu-thread-multi
python3	Python 3.11.2
cpio	cpio (GNU cpio) 2.13
kmod	kmod version 30
xz	xz (XZ Utils) 5.4.1
zstd	*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***
dropbear	Dropbear v2022.83
static busybox	BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.
`;
const debian13 = `clang	Debian clang version 19.1.7 (3+b1)
pahole	v1.30
bpftool	bpftool v7.5.0
gcc	gcc (Debian 14.2.0-19) 14.2.0
static libc	ldd (Debian GLIBC 2.41-12+deb13u5) 2.41
libbpf headers	1.5
libelf headers	1
OpenSSL headers	1
zlib headers	1
ld	GNU ld (GNU Binutils for Debian) 2.44
llvm-objcopy	Debian LLVM version 19.1.7
llvm-strip	Debian LLVM version 19.1.7
make	GNU Make 4.4.1
flex	flex 2.6.4
bison	bison (GNU Bison) 3.8.2
bc	bc 1.07.1
perl	This is perl 5, version 40, subversion 1 (v5.40.1) built for x86_64-linux-gnu-thread-multi
python3	Python 3.13.5
cpio	cpio (GNU cpio) 2.15
kmod	kmod version 34.2
xz	xz (XZ Utils) 5.8.1
zstd	*** Zstandard CLI (64-bit) v1.5.7, by Yann Collet ***
dropbear	Dropbear v2025.89
static busybox	BusyBox v1.37.0 (Debian 1:1.37.0-6+b9) multi-call binary.
`;

/** Debian 13 with some answers replaced, or left out. */
function verdictWith(answers: Record<string, string | undefined>) {
  const found = parseProbe(debian13);
  for (const [name, answer] of Object.entries(answers)) {
    if (answer === undefined) found.delete(name);
    else found.set(name, answer);
  }
  return judgeTools(found);
}

test('those of Debian 12 are refused, and each that is too old is named', () => {
  assert.equal(judgeTools(parseProbe(debian12)), {
    usable: false,
    reasons: [
      'clang: 14.0 is older than 17.0',
      'pahole: 1.24 is older than 1.26',
      'bpftool: 7.1 is older than 7.4',
      'libbpf headers: 1.1 is older than 1.4',
    ],
  });
});

test('those of Debian 13 are accepted', () => {
  assert.equal(judgeTools(parseProbe(debian13)), { usable: true, reasons: [] });
});

test('a host without any lacks every one of them', () => {
  const { usable, reasons } = judgeTools(new Map());
  assert.not(usable);
  assert.is(reasons.length, debian13.trim().split('\n').length);
  assert.is(reasons[0], 'clang: missing');
});

test('each of them is needed', () => {
  for (const name of parseProbe(debian13).keys()) {
    assert.equal(verdictWith({ [name]: undefined }).reasons, [`${name}: missing`]);
  }
});

const lines: [string, string, boolean][] = [
  ['clang', 'Ubuntu clang version 17.0.6 (9ubuntu1)', true],
  ['clang', 'clang version 16.0.6', false],
  ['clang', 'clang version 21.1.0 (Fedora 21.1.0-1.fc43)', true],
  ['pahole', 'v1.26', true],
  ['pahole', 'v1.25', false],
  ['pahole', 'v2.0', true],
  ['bpftool', 'bpftool v7.4.0', true],
  ['bpftool', 'bpftool v7.3.0', false],
  ['gcc', 'gcc (Ubuntu 13.2.0-23ubuntu4) 13.2.0', true],
  ['gcc', 'gcc (GCC) 14.2.1 20240912 (Red Hat 14.2.1-3)', true],
  ['gcc', 'gcc (Debian 10.2.1-6) 10.2.1 20210110', false],
  ['libbpf headers', '1.4', true],
  ['libbpf headers', '1.3', false],
];
for (const [name, answer, fits] of lines) {
  test(`"${answer}" of ${name} is ${fits ? 'new enough' : 'too old'}`, () => {
    assert.is(verdictWith({ [name]: answer }).usable, fits);
  });
}

test('an answer without a version is no proof', () => {
  assert.equal(verdictWith({ pahole: 'pahole' }).reasons, ['pahole: "pahole" tells no version']);
});

test('a version is its first two numbers', () => {
  assert.equal(parseVersion('Debian clang version 19.1.7 (3+b1)'), [19, 1]);
  assert.equal(parseVersion('v1.30'), [1, 30]);
  assert.is(parseVersion('12'), undefined);
});

test('their identity is that of every answer, in any order', () => {
  const found = parseProbe(debian13);
  const shuffled = new Map([...found].reverse());
  assert.is(toolsDigest(shuffled), toolsDigest(found));
  found.set('ld', 'GNU ld (GNU Binutils for Debian) 2.45');
  assert.is.not(toolsDigest(shuffled), toolsDigest(found));
});

/** What the script finds where these programs are the first in PATH. */
async function asked(scripts: Record<string, string>): Promise<Map<string, string>> {
  return inTempFolder(async (folder) => {
    const bin = await fakePrograms(join(folder, 'bin'), scripts);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${probeScript}\ntrue`], {
      cwd: folder,
      env: { PATH: `${bin}:/usr/bin:/bin` },
    });
    return parseProbe(stdout);
  });
}

const noCompiler = { gcc: 'exit 1' };

test('a program that fails is not there, whatever it says', async () => {
  const script = 'echo "WARNING: bpftool not found for kernel 6.8.0"; exit 2';
  const found = await asked({ ...noCompiler, bpftool: script });
  assert.not(found.has('bpftool'));
  assert.not(found.has('gcc'));
  assert.not(found.has('libbpf headers'));
  assert.not(found.has('static libc'));
});

test('the answer is the first line with a number, on either output', async () => {
  const strip = 'echo "llvm-strip, compatible with GNU strip"; echo "LLVM version 19.1.7"; echo 2';
  const found = await asked({ ...noCompiler, 'llvm-strip': strip, pahole: 'echo v1.30 >&2' });
  assert.is(found.get('llvm-strip'), 'LLVM version 19.1.7');
  assert.is(found.get('pahole'), 'v1.30');
});

import * as assert from 'uvu/assert';
import {
  capability,
  cause,
  dentry,
  foreign,
  inode,
  ioctlOp,
  local,
  netif,
  path,
  source,
  task,
} from '../../src/audit/index.js';
import { triggerPath } from '../../src/guest/trigger.js';
import type { Sighting } from '../../src/session/lab.js';
import {
  fileFacts,
  hookSuite,
  numberFact,
  recordedEach,
  returned,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('pairs of kfuncs in one context');

/** The ends of the socket that one of the programs reports. */
const ends = ['127.0.0.1', '127.0.0.3'] as const;

/** A kfunc that reports: what it prints in these programs, and what it reports. */
interface Reporter {
  prints: string;
  /** Two kfuncs about the same exclude each other, and each excludes itself. */
  about: string;
}

/** The kfuncs in the order of `enum reporter`, in bpf-progs/pairs.bpf.h; undefined without an object. */
function reporters(seen: Sighting): (Reporter | undefined)[] {
  const exe = { dev: 'rootfs', ino: numberFact(seen, 'exe_ino') };
  const link = seen.facts['name'] === undefined ? undefined : fileFacts(seen);
  const socket = seen.facts['lport'] === undefined ? undefined : seen;
  return [
    { about: 'cause', prints: cause('pairs') },
    { about: 'capability', prints: capability(21) },
    { about: 'path', prints: path(triggerPath, exe) },
    { about: 'path', prints: path(triggerPath, exe) },
    { about: 'ioctl', prints: ioctlOp(triggerPath, exe, 0xabc) },
    link && { about: 'inode', prints: dentry(link.name, link.inode) },
    { about: 'inode', prints: inode(exe, 'trigger') },
    { about: 'task', prints: task(seen.subject.tgid, seen.subject.comm) },
    socket && {
      about: 'network',
      prints:
        local(ends[0], numberFact(socket, 'lport')) +
        foreign(ends[1], numberFact(socket, 'fport')) +
        netif('lo'),
    },
    { about: 'network', prints: source('127.0.0.2', 7) + netif('lo') },
  ];
}

/** What all pairs return and print by the one rule: the second is refused if it is about the same. */
function expectation(all: readonly (Reporter | undefined)[]) {
  const pairs = all.flatMap((first) =>
    all.map((second) => {
      if (!first || !second) return { first: 'not called', second: 'not called' };
      return first.about === second.about
        ? { first: 0, second: '-EINVAL', pieces: [first.prints] }
        : { first: 0, second: 0, pieces: [first.prints, second.prints] };
    }),
  );
  return {
    records: pairs.flatMap(({ pieces }) => (pieces ? [pieces] : [])),
    returns: Object.fromEntries(
      pairs.flatMap(({ first, second }, pair) => [
        [`first[${pair}]`, first],
        [`second[${pair}]`, second],
      ]),
    ),
  };
}

const programs = [
  { program: 'pairs_socket', trigger: ['getsockopt4', ...ends], without: 'dentry' },
  { program: 'pairs_dentry', trigger: ['readlink'], without: 'net_sock' },
];

for (const { without, ...scene } of programs) {
  test(`C log_once cross-pairs: each pair of kfuncs without ${without}`, async (t) => {
    const seen = await sight(t, scene);
    const { records, returns } = expectation(reporters(seen));
    assert.is(records.length, 81);
    returned(seen, { hits: 81, cause: 'not called', ...returns });
    recordedEach(seen, records);
  });
}

/** What the program is, for `--help` and the manual. */

export const title = 'selftests for the bpf_audit_log_*() kfuncs';

export const greeting =
  'Selftests for the bpf_audit_log_*() kfuncs, on a kernel built with the series.';

export const about =
  'Builds a kernel with a patch series, boots it in QEMU, loads BPF LSM programs, makes the kernel call ' +
  'their hooks, collects the audit records over netlink, and compares each record byte for byte with ' +
  'what it must be.';

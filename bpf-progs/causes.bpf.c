// SPDX-License-Identifier: GPL-2.0
/*
 * A cause may be any constant string: an empty one, one of hostile bytes, and
 * one that makes the record longer than user space reserves for one.
 */
#include "lsm_audit.bpf.h"

STEP(empty);
STEP(blank);
STEP(control);
STEP(forged);
STEP(beyond_ascii);
STEP(plain);
STEP(long);
STEP(file);

#define X16(s) s s s s s s s s s s s s s s s s
#define KIB_16 X16(X16(X16("abcd")))

#define CAUSE(step, text) do {						\
	struct bpf_audit_context *ac = start_if_target();		\
									\
	if (!ac)							\
		return 0;						\
	ret_##step = bpf_audit_log_cause(ac, text);			\
	bpf_audit_log_end(ac);						\
} while (0)

SEC("lsm/file_receive")
int BPF_PROG(causes, struct file *file)
{
	struct bpf_audit_context *ac;

	CAUSE(empty, "");
	CAUSE(blank, " ");
	CAUSE(control, "\n\x1b[2J\x01\x7f");
	CAUSE(forged, "x\" pid=1 comm=\"y");
	CAUSE(beyond_ascii, "\xc3\xbc\xff");
	CAUSE(plain, "a=b\\'c=(1)~!");
	ac = start_if_target();
	if (!ac)
		return 0;
	ret_long = bpf_audit_log_cause(ac, KIB_16);
	ret_file = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}

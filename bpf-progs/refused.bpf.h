/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program needs that the verifier shall refuse: types, the program
 * macros and a licence. It has no variables, as nobody will read them.
 */
#ifndef REFUSED_BPF_H
#define REFUSED_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef LICENCE
#define LICENCE "GPL"
#endif

char LICENSE[] SEC("license") = LICENCE;

#endif

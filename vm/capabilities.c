// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capabilities.h"

int capabilities_keep(char **numbers)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct kept[2] = { 0 };
	int cap;

	for (; *numbers; numbers++) {
		cap = atoi(*numbers);
		kept[CAP_TO_INDEX(cap)].permitted |= CAP_TO_MASK(cap);
		kept[CAP_TO_INDEX(cap)].effective |= CAP_TO_MASK(cap);
	}
	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (!(kept[CAP_TO_INDEX(cap)].permitted & CAP_TO_MASK(cap)) &&
		    prctl(PR_CAPBSET_DROP, cap))
			return -1;
	return syscall(SYS_capset, &header, kept);
}

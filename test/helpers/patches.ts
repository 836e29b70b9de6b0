/** Patches of a few lines, as mails, for tests of series. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export function mail(subject: string, diff: string): string {
  return `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: A Developer <dev@example.org>
Date: Wed, 11 Mar 2026 10:00:00 +0000
Subject: [PATCH] ${subject}

Why this is needed.
---
${diff}-- 
2.47.0
`;
}

export const changed = `diff --git a/security/audit.c b/security/audit.c
--- a/security/audit.c
+++ b/security/audit.c
@@ -1,3 +1,3 @@
 one
-two
+TWO
 three
`;

export const created = `diff --git a/security/new.c b/security/new.c
new file mode 100644
index 000000000000..257cc5642cb1
--- /dev/null
+++ b/security/new.c
@@ -0,0 +1 @@
+foo
`;

export const removed = `diff --git a/security/old.c b/security/old.c
deleted file mode 100644
--- a/security/old.c
+++ /dev/null
@@ -1 +0,0 @@
-old
`;

export const executable = `diff --git a/scripts/run.sh b/scripts/run.sh
old mode 100644
new mode 100755
`;

/** Writes `files` below `folder`. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

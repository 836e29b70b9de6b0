// SPDX-License-Identifier: GPL-2.0
/*
 * A program on each of many hooks, which reports what the hook has to offer:
 * so that a kernel that checks its locking sees what a kfunc takes while the
 * caller of the hook holds what it holds.
 */
#include "lsm_audit.bpf.h"

#define PROBE(hook, report, args...)					\
__u32 probed_##hook EXPORTED = 0;					\
SEC("lsm/" #hook)							\
int BPF_PROG(probe_##hook, ##args)					\
{									\
	struct bpf_audit_context *ac = start_if_target();		\
									\
	if (!ac)							\
		return 0;						\
	__sync_fetch_and_add(&probed_##hook, 1);			\
	bpf_audit_log_cause(ac, #hook);					\
	bpf_audit_log_task(ac, bpf_get_current_task_btf());		\
	report;								\
	bpf_audit_log_end(ac);						\
	return 0;							\
}

#define FILE(file)							\
	(bpf_audit_log_file(ac, file),					\
	 bpf_audit_log_ioctl_op(ac, file, 1),				\
	 bpf_audit_log_inode(ac, file->f_inode))
#define PATH(path, dentry)						\
	(bpf_audit_log_path(ac, path), bpf_audit_log_dentry(ac, dentry))
#define SOCKET(sock) bpf_audit_log_net_sock(ac, LO_IFINDEX, sock)

PROBE(file_permission, FILE(file), struct file *file, int mask)
PROBE(file_lock, FILE(file), struct file *file, unsigned int cmd)
PROBE(file_fcntl, FILE(file), struct file *file, unsigned int cmd,
      unsigned long arg)
PROBE(file_truncate, FILE(file), struct file *file)
PROBE(file_release, FILE(file), struct file *file)

PROBE(path_mkdir, PATH(dir, dentry), const struct path *dir,
      struct dentry *dentry, umode_t mode)
PROBE(path_unlink, PATH(dir, dentry), const struct path *dir,
      struct dentry *dentry)
PROBE(path_rename, PATH(from, moved), const struct path *from,
      struct dentry *moved, const struct path *to, struct dentry *target,
      unsigned int flags)
PROBE(path_truncate, bpf_audit_log_path(ac, path), const struct path *path)
PROBE(path_chmod, bpf_audit_log_path(ac, path), const struct path *path,
      umode_t mode)
PROBE(inode_getattr, bpf_audit_log_path(ac, path), const struct path *path)
PROBE(sb_mount, bpf_audit_log_path(ac, path), const char *name,
      const struct path *path)

PROBE(inode_permission, bpf_audit_log_inode(ac, inode), struct inode *inode,
      int mask)
PROBE(inode_create, bpf_audit_log_inode(ac, dir), struct inode *dir,
      struct dentry *dentry, umode_t mode)
PROBE(inode_unlink, bpf_audit_log_inode(ac, dir), struct inode *dir,
      struct dentry *dentry)
PROBE(inode_rename, bpf_audit_log_dentry(ac, target), struct inode *from,
      struct dentry *moved, struct inode *to, struct dentry *target)
PROBE(inode_follow_link, bpf_audit_log_dentry(ac, dentry),
      struct dentry *dentry, struct inode *inode, bool rcu)
PROBE(inode_setattr, bpf_audit_log_dentry(ac, dentry), struct mnt_idmap *idmap,
      struct dentry *dentry, struct iattr *attr)
PROBE(d_instantiate, bpf_audit_log_inode(ac, inode), struct dentry *dentry,
      struct inode *inode)

PROBE(task_alloc, , struct task_struct *task, u64 flags)
PROBE(task_kill, , struct task_struct *task)
PROBE(task_to_inode, bpf_audit_log_inode(ac, inode), struct task_struct *task,
      struct inode *inode)

PROBE(socket_socketpair, SOCKET(one), struct socket *one,
      struct socket *other)
PROBE(socket_listen, SOCKET(sock), struct socket *sock, int backlog)
PROBE(socket_accept, SOCKET(newsock), struct socket *sock,
      struct socket *newsock)
PROBE(socket_sendmsg, SOCKET(sock), struct socket *sock)
PROBE(socket_recvmsg, SOCKET(sock), struct socket *sock)
PROBE(socket_shutdown, SOCKET(sock), struct socket *sock, int how)
PROBE(unix_may_send, SOCKET(other), struct socket *sock,
      struct socket *other)
PROBE(unix_stream_connect, , struct sock *sock, struct sock *other,
      struct sock *newsk)
PROBE(socket_sock_rcv_skb, , struct sock *sk, struct sk_buff *skb)
PROBE(inet_conn_request, , const struct sock *sk, struct sk_buff *skb,
      struct request_sock *req)
PROBE(inet_csk_clone, , struct sock *newsk, const struct request_sock *req)
PROBE(inet_conn_established, , struct sock *sk, struct sk_buff *skb)

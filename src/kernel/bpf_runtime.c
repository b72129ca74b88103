// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helpers and kfuncs that policies call (helpers.ts), over the memory image. A function has the helper's name, arguments and
 * results, the error codes included.
 *
 * Left out: what the verifier has refused before (bad pointers, wrong sizes), locks, more than one CPU.
 * It is one unit with oom_kill.c and bpf_lru_list.c and comes after them.
 * A map is a struct bpf_map (structs.ts); its arena is described in map-layout.ts.
 */

extern struct playground_control playground;

#define current (playground.current)

/* Prints a line of bpf_printk(): `args` are `count` values of 64 bits. The number of characters, or the error of a format. */
extern int playground_printk(const char *fmt, u32 fmt_size, const u64 *args, u32 count);

/* Prints into `str` as bpf_snprintf() does; the length with the NUL, or -EINVAL for a format that the kernel refuses. */
extern long playground_snprintf(char *str, u32 str_size, const char *fmt, const u64 *args, u32 count);

#define BPF_MAX_LOOPS 8388608 /* 1 << 23 */
#define NSEC_PER_TICK 4000000 /* CONFIG_HZ=250 */
#define INITIAL_JIFFIES 4294892296UL /* the kernel's count starts 5 minutes before it wraps 32 bits */
#define BOOT_TAI_SECONDS 2000000000UL /* no scenario says the date */
#define FIRST_KERNEL_ADDRESS 65536 /* below lie NULL and small offsets from it: zeros */
#define TASK_SIZE_MAX 0x7ffffffff000UL /* of x86-64 with page tables of four levels */
#define CANONICAL_KERNEL 0xffff800000000000UL /* the addresses between user and kernel space are none */
#define VSYSCALL_ADDR 0xffffffffff600000UL
#define RECORD_ROOM 65536 /* as map-layout.ts has it */
#define MAX_STRING 65536 /* XATTR_SIZE_MAX, the limit of the string kfuncs */

/* ---- memory ---- */

static void copy_bytes(void *dst, const void *src, u64 size)
{
	char *to = (char *)dst;
	const char *from = (const char *)src;

	for (; size >= 8; size -= 8) {
		*(u64 *)to = *(const u64 *)from;
		to += 8;
		from += 8;
	}
	for (; size; size--)
		*to++ = *from++;
}

static void zero_bytes(void *dst, u64 size)
{
	char *to = (char *)dst;

	for (; size >= 8; size -= 8) {
		*(u64 *)to = 0;
		to += 8;
	}
	for (; size; size--)
		*to++ = 0;
}

static bool same_bytes(const void *a, const void *b, u64 size)
{
	const char *p = (const char *)a;
	const char *q = (const char *)b;

	for (; size >= 8; size -= 8) {
		if (*(const u64 *)p != *(const u64 *)q)
			return false;
		p += 8;
		q += 8;
	}
	for (; size; size--) {
		if (*p++ != *q++)
			return false;
	}
	return true;
}

/* True for what the kernel has mapped: here the memory image, whose addresses are small. */
static bool is_mapped(u64 address)
{
	return address >= FIRST_KERNEL_ADDRESS && address < playground.memory_size;
}

/* True for addresses of user space. */
static bool is_user_address(u64 address)
{
	return address < TASK_SIZE_MAX && !is_mapped(address);
}

/* copy_from_kernel_nofault_allowed(), arch/x86/mm/maccess.c: nothing of user space, no address that is none, not the vsyscall page. */
static bool kernel_read_allowed(u64 address)
{
	if (is_mapped(address))
		return true;
	return address >= CANONICAL_KERNEL && (address & ~0xfffUL) != VSYSCALL_ADDR;
}

/* 0 when all `size` bytes can be read, else the error that the kernel's fault-safe copy gives. */
static long check_kernel_read(const void *src, u64 size)
{
	u64 address = (u64)src;

	if (!kernel_read_allowed(address))
		return -ERANGE;
	if (size > playground.memory_size || address > playground.memory_size - size)
		return -EFAULT;
	return 0;
}

/* The same for byte `i` of a string: only where it begins is looked at for where it may lie. */
static long check_string_read(const char *s, u64 i)
{
	if (!i)
		return check_kernel_read(s, 1);
	return is_mapped((u64)s + i) ? 0 : -EFAULT;
}

/* ---- maps ---- */

static struct bpf_map_slot *slot_at(struct bpf_map *map, u32 n)
{
	return (struct bpf_map_slot *)((char *)map->slots + (u64)n * map->slot_size);
}

static void *key_of(struct bpf_map_slot *slot)
{
	return (char *)slot + sizeof(struct bpf_map_slot);
}

static void *value_of(struct bpf_map *map, struct bpf_map_slot *slot)
{
	return (char *)slot + map->value_offset;
}

static bool is_array(struct bpf_map *map)
{
	return map->map_type == BPF_MAP_TYPE_ARRAY || map->map_type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static bool is_lru(struct bpf_map *map)
{
	return map->map_type == BPF_MAP_TYPE_LRU_HASH || map->map_type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

/* The last types are TASK_STORAGE and CGRP_STORAGE, which 6.1 has no name for: their key is the address of a task or cgroup. */
static u32 stored_key_size(struct bpf_map *map)
{
	return map->map_type >= BPF_MAP_TYPE_TASK_STORAGE ? 8 : map->key_size;
}

static u32 hash_key(const void *key, u32 size)
{
	const unsigned char *p = (const unsigned char *)key;
	u64 hash = size;

	for (; size >= 8; size -= 8) {
		hash = (hash ^ *(const u64 *)p) * 0x9e3779b97f4a7c15UL;
		hash ^= hash >> 29;
		p += 8;
	}
	for (; size; size--)
		hash = (hash ^ *p++) * 0x100000001b3UL;
	hash *= 0x9e3779b97f4a7c15UL;
	return (u32)(hash >> 32);
}

static struct bpf_map_slot *find_slot(struct bpf_map *map, const void *key, u32 hash)
{
	u32 n = map->buckets[hash & map->bucket_mask];

	while (n) {
		struct bpf_map_slot *slot = slot_at(map, n - 1);

		if (slot->hash == hash && same_bytes(key_of(slot), key, stored_key_size(map)))
			return slot;
		n = slot->next;
	}
	return NULL;
}

static u32 number_of(struct bpf_map *map, struct bpf_map_slot *slot)
{
	return (u32)(((char *)slot - (char *)map->slots) / map->slot_size) + 1;
}

/* Takes an entry off its chain. */
static void unlink_hash(struct bpf_map *map, struct bpf_map_slot *slot)
{
	u32 number = number_of(map, slot);
	u32 *link = &map->buckets[slot->hash & map->bucket_mask];

	while (*link != number)
		link = &slot_at(map, *link - 1)->next;
	*link = slot->next;
	slot->used = 0;
	map->count--;
}

/* Puts an entry on its chain. */
static void link_hash(struct bpf_map *map, struct bpf_map_slot *slot)
{
	u32 *bucket = &map->buckets[slot->hash & map->bucket_mask];

	slot->used = 1;
	slot->next = *bucket;
	*bucket = number_of(map, slot);
	map->count++;
}

/* Deletes an entry; its slot is free. */
static void free_slot(struct bpf_map *map, struct bpf_map_slot *slot)
{
	unlink_hash(map, slot);
	if (is_lru(map)) {
		lru_push_free(map, number_of(map, slot));
		return;
	}
	slot->next = map->free_slot;
	map->free_slot = number_of(map, slot);
}

/* A new entry with its key set and its value zero; NULL when the map is full. */
static struct bpf_map_slot *add_slot(struct bpf_map *map, const void *key, u32 hash)
{
	struct bpf_map_slot *slot;

	if (map->count >= map->max_entries)
		return NULL;
	if (map->free_slot) {
		slot = slot_at(map, map->free_slot - 1);
		map->free_slot = slot->next;
	} else {
		slot = slot_at(map, map->fresh_slot++);
	}
	zero_bytes(slot, map->slot_size);
	slot->hash = hash;
	copy_bytes(key_of(slot), key, stored_key_size(map));
	link_hash(map, slot);
	return slot;
}

/*
 * htab_lru_map_update_elem() and __htab_lru_percpu_map_update_elem(): the node for a new entry is taken before the old one is looked
 * for, so that even an update can cost others their place.
 */
static long lru_update(struct bpf_map *map, const void *key, const void *value, u64 flags)
{
	bool percpu = map->map_type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
	u32 hash = hash_key(key, map->key_size);
	struct bpf_map_slot *slot, *old;
	u32 number = 0;

	if (!percpu || flags != BPF_EXIST) {
		number = lru_pop_free(map);
		if (!number)
			return -ENOMEM;
	}
	old = find_slot(map, key, hash);
	if ((old && flags == BPF_NOEXIST) || (!old && flags == BPF_EXIST)) {
		if (number)
			lru_push_free(map, number);
		return old ? -EEXIST : -ENOENT;
	}
	if (percpu && old) {
		old->referenced = 1;
		copy_bytes(value_of(map, old), value, map->value_size);
		if (number)
			lru_push_free(map, number);
		return 0;
	}
	slot = slot_at(map, number - 1);
	slot->hash = hash;
	copy_bytes(key_of(slot), key, map->key_size);
	copy_bytes(value_of(map, slot), value, map->value_size);
	if (old) {
		slot->referenced = 1;
		free_slot(map, old);
	}
	link_hash(map, slot);
	return 0;
}

void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)
{
	struct bpf_map_slot *slot;

	if (is_array(map)) {
		u32 index = *(const u32 *)key;

		return index < map->max_entries ? (void *)slot_at(map, index) : NULL;
	}
	slot = find_slot(map, key, hash_key(key, map->key_size));
	if (!slot)
		return NULL;
	slot->referenced = 1;
	return value_of(map, slot);
}

long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)
{
	struct bpf_map_slot *slot;
	u32 hash;

	if (flags > BPF_EXIST)
		return -EINVAL;
	if (is_array(map)) {
		u32 index = *(const u32 *)key;

		if (index >= map->max_entries)
			return -E2BIG;
		if (flags == BPF_NOEXIST)
			return -EEXIST;
		copy_bytes(slot_at(map, index), value, map->value_size);
		return 0;
	}
	if (is_lru(map))
		return lru_update(map, key, value, flags);
	hash = hash_key(key, map->key_size);
	slot = find_slot(map, key, hash);
	if (slot && flags == BPF_NOEXIST)
		return -EEXIST;
	if (!slot && flags == BPF_EXIST)
		return -ENOENT;
	if (!slot)
		slot = add_slot(map, key, hash);
	if (!slot)
		return -E2BIG;
	copy_bytes(value_of(map, slot), value, map->value_size);
	return 0;
}

long bpf_map_delete_elem(struct bpf_map *map, const void *key)
{
	struct bpf_map_slot *slot;

	if (is_array(map))
		return -EINVAL;
	slot = find_slot(map, key, hash_key(key, map->key_size));
	if (!slot)
		return -ENOENT;
	free_slot(map, slot);
	return 0;
}

void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)
{
	return cpu == 0 ? bpf_map_lookup_elem(map, key) : NULL;
}

long bpf_for_each_map_elem(struct bpf_map *map, long (*callback_fn)(struct bpf_map *, const void *, void *, void *),
			   void *callback_ctx, u64 flags)
{
	long calls = 0;
	u32 i;

	if (flags)
		return -EINVAL;
	for (i = 0; i < map->max_entries; i++) {
		struct bpf_map_slot *slot = slot_at(map, i);
		u32 index = i;
		const void *key = &index;
		void *value = slot;

		if (!is_array(map)) {
			if (i >= map->fresh_slot)
				break;
			if (!slot->used)
				continue;
			key = key_of(slot);
			value = value_of(map, slot);
		}
		calls++;
		if (callback_fn(map, key, value, callback_ctx))
			break;
	}
	return calls;
}

/* The value that a storage map keeps for a task or cgroup, which is known by its address. */
static void *storage_get(struct bpf_map *map, void *owner, void *value, u64 flags)
{
	u64 key = (u64)owner;
	u32 hash = hash_key(&key, 8);
	struct bpf_map_slot *slot;

	if (!owner || flags & ~(u64)BPF_LOCAL_STORAGE_GET_F_CREATE)
		return NULL;
	slot = find_slot(map, &key, hash);
	if (slot)
		return value_of(map, slot);
	if (!(flags & BPF_LOCAL_STORAGE_GET_F_CREATE))
		return NULL;
	slot = add_slot(map, &key, hash);
	if (!slot)
		return NULL;
	if (value)
		copy_bytes(value_of(map, slot), value, map->value_size);
	return value_of(map, slot);
}

static long storage_delete(struct bpf_map *map, void *owner)
{
	u64 key = (u64)owner;
	struct bpf_map_slot *slot;

	if (!owner)
		return -EINVAL;
	slot = find_slot(map, &key, hash_key(&key, 8));
	if (!slot)
		return -ENOENT;
	free_slot(map, slot);
	return 0;
}

void *bpf_task_storage_get(struct bpf_map *map, struct task_struct *task, void *value, u64 flags)
{
	return storage_get(map, task, value, flags);
}

long bpf_task_storage_delete(struct bpf_map *map, struct task_struct *task)
{
	return storage_delete(map, task);
}

void *bpf_cgrp_storage_get(struct bpf_map *map, struct cgroup *cgroup, void *value, u64 flags)
{
	return storage_get(map, cgroup, value, flags);
}

long bpf_cgrp_storage_delete(struct bpf_map *map, struct cgroup *cgroup)
{
	return storage_delete(map, cgroup);
}

/* ---- what user space reads: counted in the map, and gone ---- */

/* A record has a header of 8 bytes with its map; records that are not handed over yet lie one behind the other. */
void *bpf_ringbuf_reserve(struct bpf_map *ringbuf, u64 size, u64 flags)
{
	u64 room = ringbuf->max_entries < RECORD_ROOM ? ringbuf->max_entries : RECORD_ROOM;
	u64 needed = ((size + 7) & ~7UL) + 8;
	char *record;

	if (flags || size > room || ringbuf->fresh_slot + needed > room)
		return NULL;
	record = (char *)ringbuf->slots + ringbuf->fresh_slot;
	*(u64 *)record = (u64)ringbuf;
	ringbuf->fresh_slot += needed;
	ringbuf->free_slot++;
	return record + 8;
}

static void end_record(void *data, u32 sent)
{
	struct bpf_map *ringbuf = (struct bpf_map *)*(u64 *)((char *)data - 8);

	ringbuf->count += sent;
	if (!--ringbuf->free_slot)
		ringbuf->fresh_slot = 0;
}

void bpf_ringbuf_submit(void *data, u64 flags)
{
	end_record(data, 1);
}

void bpf_ringbuf_discard(void *data, u64 flags)
{
	end_record(data, 0);
}

long bpf_ringbuf_output(struct bpf_map *ringbuf, void *data, u64 size, u64 flags)
{
	if (flags & ~(u64)(BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP))
		return -EINVAL;
	if (size > ringbuf->max_entries)
		return -EAGAIN;
	ringbuf->count++;
	return 0;
}

u64 bpf_ringbuf_query(struct bpf_map *ringbuf, u64 flags)
{
	return flags == BPF_RB_RING_SIZE ? ringbuf->max_entries : 0;
}

long bpf_perf_event_output(void *ctx, struct bpf_map *map, u64 flags, void *data, u64 size)
{
	map->count++;
	return 0;
}

long bpf_get_stackid(void *ctx, struct bpf_map *map, u64 flags)
{
	return -EFAULT;
}

long bpf_get_stack(void *ctx, void *buf, u32 size, u64 flags)
{
	return -EFAULT;
}

long bpf_get_task_stack(struct task_struct *task, void *buf, u32 size, u64 flags)
{
	return -EFAULT;
}

/* Nobody has put a program into the array. */
long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index)
{
	return -ENOENT;
}

/* ---- locks and timers: one CPU, and time that stands still ---- */

void bpf_spin_lock(struct bpf_spin_lock *lock)
{
}

void bpf_spin_unlock(struct bpf_spin_lock *lock)
{
}

/* What a timer's 16 bytes hold here: 1 once it is prepared, and 1 while it is running. */
long bpf_timer_init(struct bpf_timer *timer, struct bpf_map *map, u64 flags)
{
	if (timer->__opaque[0])
		return -EBUSY;
	timer->__opaque[0] = 1;
	return 0;
}

long bpf_timer_set_callback(struct bpf_timer *timer, void *callback_fn)
{
	return timer->__opaque[0] ? 0 : -EINVAL;
}

long bpf_timer_start(struct bpf_timer *timer, u64 nsecs, u64 flags)
{
	if (!timer->__opaque[0])
		return -EINVAL;
	timer->__opaque[1] = 1;
	return 0;
}

long bpf_timer_cancel(struct bpf_timer *timer)
{
	long was_running = timer->__opaque[1];

	if (!timer->__opaque[0])
		return -EINVAL;
	timer->__opaque[1] = 0;
	return was_running;
}

/* ---- the traced function ---- */

u64 bpf_get_attach_cookie(void *ctx)
{
	return 0;
}

/* The hooks with the most arguments have two; what stands behind them is the value so far of an fmod_ret chain. */
long bpf_get_func_arg_cnt(void *ctx)
{
	return 2;
}

long bpf_get_func_arg(void *ctx, u32 n, u64 *value)
{
	if (n >= bpf_get_func_arg_cnt(ctx))
		return -EINVAL;
	*value = ((u64 *)ctx)[n];
	return 0;
}

/* ---- loops ---- */

/*
 * With flags that are known to be 0 the verifier puts the loop in place of the call, and its error is a 32-bit move: in a long it is
 * 4294967289. Not so with flags that it cannot know, which the playground does not tell apart.
 */
long bpf_loop(u32 nr_loops, long (*callback_fn)(u64, void *), void *callback_ctx, u64 flags)
{
	u32 i;

	if (flags)
		return -EINVAL;
	if (nr_loops > BPF_MAX_LOOPS)
		return (u32)-E2BIG;
	for (i = 0; i < nr_loops; i++) {
		if (callback_fn(i, callback_ctx))
			return i + 1;
	}
	return i;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
/* The two ints that the kernel keeps in a struct bpf_iter_num: the number given last, and the end. */
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end)
{
	int *state = (int *)it;

	state[0] = 0;
	state[1] = 0;
	if (start > end)
		return -EINVAL;
	if ((s64)end - (s64)start > BPF_MAX_LOOPS)
		return -E2BIG;
	state[0] = start - 1;
	state[1] = end;
	return 0;
}

int *bpf_iter_num_next(struct bpf_iter_num *it)
{
	int *state = (int *)it;

	/* Wraps on purpose: the number before INT_MIN is INT_MAX. */
	if ((int)((u32)state[0] + 1) >= state[1]) {
		state[0] = 0;
		state[1] = 0;
		return NULL;
	}
	state[0] = (int)((u32)state[0] + 1);
	return state;
}

void bpf_iter_num_destroy(struct bpf_iter_num *it)
{
	int *state = (int *)it;

	state[0] = 0;
	state[1] = 0;
}
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
/* kernel/bpf/task_iter.c: the next task that is given, the leader whose threads are walked, and the flags. */
int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags)
{
	it->__opaque[0] = 0;
	it->__opaque[1] = flags;
	switch (flags) {
	case BPF_TASK_ITER_ALL_PROCS:
	case BPF_TASK_ITER_ALL_THREADS:
		it->__opaque[0] = (u64)playground.first_task;
		return 0;
	case BPF_TASK_ITER_PROC_THREADS:
		if (!task__nullable)
			return -EINVAL;
		it->__opaque[0] = (u64)task__nullable->group_leader;
		return 0;
	}
	return -EINVAL;
}

struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it)
{
	struct task_struct *pos = (struct task_struct *)it->__opaque[0];
	struct task_struct *next = NULL;

	if (!pos)
		return NULL;
	if (it->__opaque[1] != BPF_TASK_ITER_ALL_PROCS)
		next = pos->next_thread;
	if (!next && it->__opaque[1] != BPF_TASK_ITER_PROC_THREADS)
		next = pos->group_leader->next_task;
	it->__opaque[0] = (u64)next;
	return pos;
}

void bpf_iter_task_destroy(struct bpf_iter_task *it)
{
	it->__opaque[0] = 0;
}

/* kernel/bpf/cgroup_iter.c: where the walk began, the one given last, and the order. */
int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags)
{
	it->__opaque[0] = 0;
	it->__opaque[1] = 0;
	it->__opaque[2] = flags;
	if (!start || flags < BPF_CGROUP_ITER_DESCENDANTS_PRE || flags > BPF_CGROUP_ITER_ANCESTORS_UP)
		return -EINVAL;
	it->__opaque[0] = (u64)start;
	return 0;
}

static struct cgroup_subsys_state *leftmost_descendant(struct cgroup_subsys_state *pos)
{
	while (pos->first_child)
		pos = pos->first_child;
	return pos;
}

struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it)
{
	struct cgroup_subsys_state *start = (struct cgroup_subsys_state *)it->__opaque[0];
	struct cgroup_subsys_state *pos = (struct cgroup_subsys_state *)it->__opaque[1];

	if (!start)
		return NULL;
	switch (it->__opaque[2]) {
	case BPF_CGROUP_ITER_DESCENDANTS_PRE:
		pos = pos ? css_next_descendant_pre(pos, start) : start;
		break;
	case BPF_CGROUP_ITER_DESCENDANTS_POST:
		if (!pos)
			pos = leftmost_descendant(start);
		else if (pos == start)
			pos = NULL;
		else
			pos = pos->next_sibling ? leftmost_descendant(pos->next_sibling) : pos->parent;
		break;
	default:
		pos = pos ? pos->parent : start;
	}
	it->__opaque[1] = (u64)pos;
	if (!pos)
		it->__opaque[0] = 0;
	return pos;
}

void bpf_iter_css_destroy(struct bpf_iter_css *it)
{
	it->__opaque[0] = 0;
}
#endif

/* ---- the current task, time, chance ---- */

u64 bpf_get_current_task(void)
{
	return (u64)current;
}

struct task_struct *bpf_get_current_task_btf(void)
{
	return current;
}

long bpf_get_current_comm(void *buf, u32 size_of_buf)
{
	char *to = (char *)buf;
	u32 i;

	if (!size_of_buf)
		return -EINVAL;
	zero_bytes(to, size_of_buf);
	for (i = 0; i + 1 < size_of_buf && i < TASK_COMM_LEN && current->comm[i]; i++)
		to[i] = current->comm[i];
	return 0;
}

u64 bpf_get_current_pid_tgid(void)
{
	return (u64)current->tgid << 32 | (u32)current->pid;
}

u64 bpf_get_current_uid_gid(void)
{
	return (u64)current->cred->gid.val << 32 | current->cred->uid.val;
}

u64 bpf_get_current_cgroup_id(void)
{
	return current->cgroups->dfl_cgrp->kn->id;
}

u64 bpf_get_current_ancestor_cgroup_id(int ancestor_level)
{
	struct cgroup *cgroup = current->cgroups->dfl_cgrp;

	if (ancestor_level < 0 || ancestor_level > cgroup->level)
		return 0;
	return cgroup->ancestors[ancestor_level]->kn->id;
}

u64 bpf_ktime_get_ns(void)
{
	return playground.ktime_ns;
}

u64 bpf_ktime_get_boot_ns(void)
{
	return playground.boot_ns;
}

u64 bpf_ktime_get_coarse_ns(void)
{
	return playground.ktime_ns - playground.ktime_ns % NSEC_PER_TICK;
}

u64 bpf_ktime_get_tai_ns(void)
{
	return BOOT_TAI_SECONDS * 1000000000UL + playground.boot_ns;
}

u64 bpf_jiffies64(void)
{
	return INITIAL_JIFFIES + playground.ktime_ns / NSEC_PER_TICK;
}

/* xorshift64*: small, and the same everywhere. */
u32 bpf_get_prandom_u32(void)
{
	u64 x = playground.prandom_state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	playground.prandom_state = x;
	return (u32)(x * 0x2545f4914f6cdd1dUL >> 32);
}

u32 bpf_get_smp_processor_id(void)
{
	return 0;
}

long bpf_get_numa_node_id(void)
{
	return 0;
}

/* ---- strings and reads ---- */

long bpf_probe_read_kernel(void *dst, u32 size, const void *unsafe_ptr)
{
	long err = check_kernel_read(unsafe_ptr, size);

	if (err)
		zero_bytes(dst, size);
	else
		copy_bytes(dst, unsafe_ptr, size);
	return err;
}

long bpf_probe_read_kernel_str(void *dst, u32 size, const void *unsafe_ptr)
{
	char *to = (char *)dst;
	const char *from = (const char *)unsafe_ptr;
	u32 i;

	if (!size)
		return 0;
	for (i = 0; i < size; i++) {
		long err = check_string_read(from, i);

		if (err) {
			zero_bytes(dst, size);
			return err;
		}
		to[i] = from[i];
		if (!to[i])
			return i + 1;
	}
	to[size - 1] = 0;
	return size;
}

/* Addresses of user space are read as such; what the process that asks for memory has there is not known, so nothing is mapped. */
long bpf_probe_read(void *dst, u32 size, const void *unsafe_ptr)
{
	if (is_user_address((u64)unsafe_ptr)) {
		zero_bytes(dst, size);
		return -EFAULT;
	}
	return bpf_probe_read_kernel(dst, size, unsafe_ptr);
}

long bpf_probe_read_str(void *dst, u32 size, const void *unsafe_ptr)
{
	if (is_user_address((u64)unsafe_ptr)) {
		zero_bytes(dst, size);
		return -EFAULT;
	}
	return bpf_probe_read_kernel_str(dst, size, unsafe_ptr);
}

/* A process's own memory is not in the image: as where the page is not there. */
long bpf_probe_read_user(void *dst, u32 size, const void *unsafe_ptr)
{
	zero_bytes(dst, size);
	return -EFAULT;
}

long bpf_probe_read_user_str(void *dst, u32 size, const void *unsafe_ptr)
{
	zero_bytes(dst, size);
	return -EFAULT;
}

long bpf_snprintf(char *str, u32 str_size, const char *fmt, u64 *data, u32 data_len)
{
	if (data_len & 7 || data_len > 12 * 8 || (data_len && !data))
		return -EINVAL;
	return playground_snprintf(str, str_size, fmt, data, data_len / 8);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= 9 && c <= 13);
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* __bpf_strtoull() of kernel/bpf/helpers.c: how many characters it took, or an error. */
static long parse_number(const char *buf, u64 buf_len, u64 flags, u64 *res, bool *is_negative)
{
	u64 base = flags & 31, value = 0;
	u64 at = 0, first;

	if (!buf || !buf_len || (base != 0 && base != 8 && base != 10 && base != 16) || flags & ~31UL)
		return -EINVAL;
	while (at < buf_len && is_space(buf[at]))
		at++;
	*is_negative = at < buf_len && buf[at] == '-';
	if (*is_negative)
		at++;
	if (at >= buf_len)
		return -EINVAL;
	/* The kernel copies at most 64 characters before it reads. */
	if (!base || base == 16) {
		bool is_hex = at + 1 < buf_len && buf[at] == '0' && (buf[at + 1] == 'x' || buf[at + 1] == 'X');

		if (!base)
			base = is_hex ? 16 : buf[at] == '0' ? 8 : 10;
		if (is_hex && base == 16)
			at += 2;
	}
	first = at;
	for (; at < buf_len && (u64)digit_of(buf[at]) < base; at++) {
		u64 digit = digit_of(buf[at]);

		if (value > (ULONG_MAX - digit) / base)
			return -ERANGE;
		value = value * base + digit;
	}
	if (at == first)
		return -EINVAL;
	*res = value;
	return at;
}

long bpf_strtol(const char *buf, size_t buf_len, u64 flags, long *res)
{
	bool is_negative;
	u64 value = 0;
	long err = parse_number(buf, buf_len, flags, &value, &is_negative);

	if (err < 0)
		return err;
	if (is_negative ? (s64)-value > 0 : (s64)value < 0)
		return -ERANGE;
	*res = is_negative ? -value : value;
	return err;
}

long bpf_strtoul(const char *buf, size_t buf_len, u64 flags, unsigned long *res)
{
	bool is_negative;
	u64 value = 0;
	long err = parse_number(buf, buf_len, flags, &value, &is_negative);

	if (err < 0)
		return err;
	if (is_negative)
		return -EINVAL;
	*res = value;
	return err;
}

long bpf_strncmp(const char *s1, u32 s1_sz, const char *s2)
{
	u32 i;

	for (i = 0; i < s1_sz; i++) {
		unsigned char a = s1[i];
		unsigned char b = s2[i];

		if (a != b)
			return a < b ? -1 : 1;
		if (!a)
			break;
	}
	return 0;
}

int bpf_strcmp(const char *s1__ign, const char *s2__ign)
{
	u32 i;

	for (i = 0; i < MAX_STRING; i++) {
		unsigned char a, b;
		long err = check_string_read(s1__ign, i);

		if (!err)
			err = check_string_read(s2__ign, i);
		if (err)
			return err;
		a = s1__ign[i];
		b = s2__ign[i];
		if (a != b)
			return a < b ? -1 : 1;
		if (!a)
			return 0;
	}
	return -E2BIG;
}

int bpf_strnlen(const char *s__ign, size_t count)
{
	u32 i;

	for (i = 0; i < count && i < MAX_STRING; i++) {
		long err = check_string_read(s__ign, i);

		if (err)
			return err;
		if (!s__ign[i])
			return i;
	}
	return i < MAX_STRING ? (int)i : -E2BIG;
}

int bpf_strlen(const char *s__ign)
{
	return bpf_strnlen(s__ign, ULONG_MAX);
}

int bpf_strchr(const char *s__ign, char c)
{
	u32 i;

	for (i = 0; i < MAX_STRING; i++) {
		long err = check_string_read(s__ign, i);

		if (err)
			return err;
		if (s__ign[i] == c)
			return i;
		if (!s__ign[i])
			return -ENOENT;
	}
	return -E2BIG;
}

int bpf_strstr(const char *s1__ign, const char *s2__ign)
{
	u32 i, j;

	for (i = 0; i < MAX_STRING; i++) {
		for (j = 0; i + j <= MAX_STRING; j++) {
			long err = check_string_read(s2__ign, j);

			if (err)
				return err;
			if (!s2__ign[j])
				return i;
			err = check_string_read(s1__ign, i + j);
			if (err)
				return err;
			if (!s1__ign[i + j])
				return -ENOENT;
			if (s1__ign[i + j] != s2__ign[j])
				break;
		}
	}
	return -E2BIG;
}

/* What bpf_printk() becomes, with any number of arguments. */
long bpf_trace_printk_n(const char *fmt, u32 fmt_size, const u64 *args, u32 count)
{
	return playground_printk(fmt, fmt_size, args, count);
}

long bpf_trace_vprintk(const char *fmt, u32 fmt_size, const void *data, u32 data_len)
{
	if (data_len & 7 || data_len > 12 * 8)
		return -EINVAL;
	return bpf_trace_printk_n(fmt, fmt_size, (const u64 *)data, data_len / 8);
}

/* ---- kfuncs on tasks and cgroups; nothing comes or goes during an event, so references need no counting ---- */

void bpf_rcu_read_lock(void)
{
}

void bpf_rcu_read_unlock(void)
{
}

void *bpf_rdonly_cast(const void *obj, u32 btf_id)
{
	return (void *)obj;
}

struct task_struct *bpf_task_from_pid(s32 pid)
{
	struct task_struct *p, *t;

	if (playground.task_of_pid)
		return (u64)pid < playground.pid_limit ? playground.task_of_pid[pid] : NULL;
	for (p = playground.first_task; p; p = p->next_task) {
		for (t = p; t; t = t->next_thread) {
			if (t->pid == pid)
				return t;
		}
	}
	return NULL;
}

struct task_struct *bpf_task_acquire(struct task_struct *p)
{
	return p;
}

void bpf_task_release(struct task_struct *p)
{
}

struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level)
{
	return level >= 0 && level <= cgrp->level ? cgrp->ancestors[level] : NULL;
}

long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor)
{
	return bpf_cgroup_ancestor(task->cgroups->dfl_cgrp, ancestor->level) == ancestor;
}

struct cgroup *bpf_cgroup_from_id(u64 cgid)
{
	struct cgroup_subsys_state *root = &playground.root_mem_cgroup->css.cgroup->self;
	struct cgroup_subsys_state *pos = root;

	while (pos) {
		if (pos->cgroup->kn->id == cgid)
			return pos->cgroup;
		pos = css_next_descendant_pre(pos, root);
	}
	return NULL;
}

struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp)
{
	return cgrp;
}

void bpf_cgroup_release(struct cgroup *cgrp)
{
}

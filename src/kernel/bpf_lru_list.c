// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which entry of an LRU map goes when another wants its place: the lists of kernel/bpf/bpf_lru_list.c (6.12) on a machine with one CPU.
 * A node is a slot of the map by its number + 1; 0 is none. Entries come to the CPU's own pending list; when its free nodes are used
 * up, those go to the lists of the map, and several nodes are taken at once. How many depends on the kernel and the number of CPUs.
 *
 * Left out: locks, stealing from other CPUs. It comes before bpf_runtime.c, which looks after the hash chains.
 */

enum { LRU_LIST_ACTIVE, LRU_LIST_INACTIVE, LRU_LIST_FREE, LRU_LOCAL_LIST_FREE, LRU_LOCAL_LIST_PENDING };

#define LOCAL_FREE_TARGET 128
#define LOCAL_NR_SCANS LOCAL_FREE_TARGET
#define PERCPU_FREE_TARGET 4
#define PERCPU_NR_SCANS PERCPU_FREE_TARGET

static struct bpf_map_slot *slot_at(struct bpf_map *map, u32 n);
static void unlink_hash(struct bpf_map *map, struct bpf_map_slot *slot);

static struct bpf_map_slot *lru_node(struct bpf_map *map, u32 n)
{
	return slot_at(map, n - 1);
}

/* The neighbour towards the head of its list; from the head of the inactive list (0) its oldest node. */
static u32 lru_newer(struct bpf_map *map, u32 n)
{
	return n ? lru_node(map, n)->newer : map->lru_last[LRU_LIST_INACTIVE];
}

static u32 lru_older(struct bpf_map *map, u32 n)
{
	return n ? lru_node(map, n)->older : map->lru_first[LRU_LIST_INACTIVE];
}

static void lru_unlink(struct bpf_map *map, u32 n)
{
	struct bpf_map_slot *node = lru_node(map, n);

	if (node->newer)
		lru_node(map, node->newer)->older = node->older;
	else
		map->lru_first[node->list] = node->older;
	if (node->older)
		lru_node(map, node->older)->newer = node->newer;
	else
		map->lru_last[node->list] = node->newer;
	map->lru_count[node->list]--;
}

static void lru_add(struct bpf_map *map, u32 n, u32 list)
{
	struct bpf_map_slot *node = lru_node(map, n);

	node->list = list;
	node->referenced = 0;
	node->newer = 0;
	node->older = map->lru_first[list];
	if (node->older)
		lru_node(map, node->older)->newer = n;
	else
		map->lru_last[list] = n;
	map->lru_first[list] = n;
	map->lru_count[list]++;
}

/* __bpf_lru_node_move() */
static void lru_move(struct bpf_map *map, u32 n, u32 list)
{
	if (n == map->lru_rotation)
		map->lru_rotation = lru_node(map, n)->newer;
	lru_unlink(map, n);
	lru_add(map, n, list);
}

/* __local_list_flush() */
static void lru_flush_pending(struct bpf_map *map)
{
	u32 n = map->lru_last[LRU_LOCAL_LIST_PENDING];

	while (n) {
		struct bpf_map_slot *node = lru_node(map, n);
		u32 next = node->newer;

		lru_move(map, n, node->referenced ? LRU_LIST_ACTIVE : LRU_LIST_INACTIVE);
		n = next;
	}
}

/* __bpf_lru_list_rotate_active() */
static void lru_rotate_active(struct bpf_map *map, u32 nr_scans)
{
	u32 first = map->lru_first[LRU_LIST_ACTIVE];
	u32 n = map->lru_last[LRU_LIST_ACTIVE];
	u32 i = 0;

	while (n) {
		struct bpf_map_slot *node = lru_node(map, n);
		u32 next = node->newer;

		lru_move(map, n, node->referenced ? LRU_LIST_ACTIVE : LRU_LIST_INACTIVE);
		if (++i == nr_scans || n == first)
			break;
		n = next;
	}
}

/* __bpf_lru_list_rotate_inactive() */
static void lru_rotate_inactive(struct bpf_map *map, u32 nr_scans)
{
	u32 cur, last, next = 0;
	u32 i = 0;

	if (!map->lru_first[LRU_LIST_INACTIVE])
		return;
	last = lru_older(map, map->lru_rotation);
	if (!last)
		last = lru_older(map, 0);
	cur = map->lru_rotation;
	while (i < nr_scans) {
		if (!cur) {
			cur = lru_newer(map, 0);
			continue;
		}
		next = lru_newer(map, cur);
		if (lru_node(map, cur)->referenced)
			lru_move(map, cur, LRU_LIST_ACTIVE);
		if (cur == last)
			break;
		cur = next;
		i++;
	}
	map->lru_rotation = next;
}

/* __bpf_lru_list_rotate() */
static void lru_rotate(struct bpf_map *map, u32 nr_scans)
{
	if (map->lru_count[LRU_LIST_INACTIVE] < map->lru_count[LRU_LIST_ACTIVE])
		lru_rotate_active(map, nr_scans);
	lru_rotate_inactive(map, nr_scans);
}

/* Takes the entry out of the map, and its node to a list of free ones. */
static void lru_evict(struct bpf_map *map, u32 n, u32 free_list)
{
	unlink_hash(map, lru_node(map, n));
	lru_move(map, n, free_list);
	map->lru_evictions++;
}

/* __bpf_lru_list_shrink(), with __bpf_lru_list_shrink_inactive() */
static void lru_shrink(struct bpf_map *map, u32 target, u32 free_list, u32 nr_scans)
{
	u32 n = map->lru_last[LRU_LIST_INACTIVE];
	u32 freed = 0;
	u32 i = 0;

	while (n) {
		struct bpf_map_slot *node = lru_node(map, n);
		u32 next = node->newer;

		if (node->referenced) {
			lru_move(map, n, LRU_LIST_ACTIVE);
		} else {
			lru_evict(map, n, free_list);
			if (++freed == target)
				break;
		}
		if (++i == nr_scans)
			break;
		n = next;
	}
	if (freed)
		return;
	n = map->lru_last[LRU_LIST_INACTIVE];
	if (!n)
		n = map->lru_last[LRU_LIST_ACTIVE];
	if (n)
		lru_evict(map, n, free_list);
}

/* A node of the map's free list; those that were never used are its end. */
static u32 lru_take_free(struct bpf_map *map)
{
	u32 n = map->lru_last[LRU_LIST_FREE];

	if (n) {
		lru_unlink(map, n);
		return n;
	}
	return map->fresh_slot < map->max_entries ? ++map->fresh_slot : 0;
}

/* bpf_lru_populate(): target_free, since 6.16 and in the stable kernels of 2025; 128 before. There is one CPU. */
static u32 lru_target_free(struct bpf_map *map)
{
	u32 half = map->max_entries / 2;

	return half < 1 ? 1 : half < LOCAL_FREE_TARGET ? half : LOCAL_FREE_TARGET;
}

/* bpf_lru_list_pop_free_to_local() */
static void lru_fill_local(struct bpf_map *map)
{
	u32 target = lru_target_free(map);
	u32 nfree = 0;

	lru_flush_pending(map);
	lru_rotate(map, LOCAL_NR_SCANS);
	while (nfree < target) {
		u32 n = lru_take_free(map);

		if (!n)
			break;
		lru_add(map, n, LRU_LOCAL_LIST_FREE);
		nfree++;
	}
	if (nfree < target)
		lru_shrink(map, target - nfree, LRU_LOCAL_LIST_FREE, LOCAL_NR_SCANS);
}

/* bpf_percpu_lru_pop_free() */
static u32 percpu_lru_pop_free(struct bpf_map *map)
{
	u32 n;

	lru_rotate(map, PERCPU_NR_SCANS);
	n = lru_take_free(map);
	if (!n) {
		lru_shrink(map, PERCPU_FREE_TARGET, LRU_LIST_FREE, PERCPU_NR_SCANS);
		n = lru_take_free(map);
	}
	if (n)
		lru_add(map, n, LRU_LIST_INACTIVE);
	return n;
}

/* bpf_lru_pop_free(): a node for a new entry; others may have gone for it. 0 when there is none. */
static u32 lru_pop_free(struct bpf_map *map)
{
	u32 n;

	if (map->map_flags & BPF_F_NO_COMMON_LRU)
		return percpu_lru_pop_free(map);
	if (!map->lru_last[LRU_LOCAL_LIST_FREE])
		lru_fill_local(map);
	n = map->lru_last[LRU_LOCAL_LIST_FREE];
	if (n)
		lru_move(map, n, LRU_LOCAL_LIST_PENDING);
	return n;
}

/* bpf_lru_push_free() */
static void lru_push_free(struct bpf_map *map, u32 n)
{
	lru_move(map, n, lru_node(map, n)->list == LRU_LOCAL_LIST_PENDING ? LRU_LOCAL_LIST_FREE : LRU_LIST_FREE);
}

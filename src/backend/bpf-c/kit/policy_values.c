// SPDX-License-Identifier: GPL-2.0-or-later
/* What a policy is told from outside: its parameters and its maps. Types and names come from the BTF of the object. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "policy_values.h"

#define CGROUP_MOUNT "/sys/fs/cgroup"
#define WORD_SIZE 4096

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* ---- cgroups and processes by name ---- */

void cgroup_file(char *buffer, size_t size, const char *path, const char *file)
{
	/* Where cgroup v1 is mounted as well, v2 has a directory of its own. */
	const char *mount = access(CGROUP_MOUNT "/unified", F_OK) == 0 ? CGROUP_MOUNT "/unified" : CGROUP_MOUNT;

	while (*path == '/')
		path++;
	snprintf(buffer, size, "%s/%s%s%s", mount, path, *path && *file ? "/" : "", file);
}

unsigned long long cgroup_id(const char *path)
{
	char directory[WORD_SIZE];
	struct stat status;

	cgroup_file(directory, sizeof(directory), path, "");
	if (stat(directory, &status) || !S_ISDIR(status.st_mode)) {
		fprintf(stderr, "There is no cgroup %s.\n", path);
		return 0;
	}
	/* On 64-bit kernels the id is the number of the directory. */
	return status.st_ino;
}

/* The next process of that name after `pid`, or 0. Names are compared as the kernel keeps them: 15 bytes. */
static int next_pid_of(const char *comm, int pid)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	while (proc && (entry = readdir(proc))) {
		char path[64], name[32] = "";
		int candidate = atoi(entry->d_name);
		FILE *file;

		if (candidate <= pid || (found && candidate > found))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/comm", candidate);
		file = fopen(path, "r");
		if (!file)
			continue;
		if (fgets(name, sizeof(name), file)) {
			name[strcspn(name, "\n")] = 0;
			if (!strncmp(name, comm, 15))
				found = candidate;
		}
		fclose(file);
	}
	if (proc)
		closedir(proc);
	return found;
}

/* ---- words as bytes ---- */

/* What the C type of a key or value needs to be known by. */
struct shape {
	size_t size;
	int integer;
	int boolean;
	int text;
};

static const struct btf_type *skip_names(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (type && (btf_is_mod(type) || btf_is_typedef(type)))
		type = btf__type_by_id(btf, type->type);
	return type;
}

static struct shape shape_of(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = skip_names(btf, id);
	long long size = btf__resolve_size(btf, id);
	struct shape shape = { .size = size < 0 ? 0 : size };

	if (!type)
		return shape;
	shape.integer = btf_is_int(type) || btf_is_enum(type);
	shape.boolean = btf_is_int(type) && btf_int_encoding(type) & BTF_INT_BOOL;
	if (btf_is_array(type)) {
		const struct btf_type *element = skip_names(btf, btf_array(type)->type);

		shape.text = element && btf_is_int(element) && element->size == 1;
	}
	return shape;
}

static int put_number(const char *word, const struct shape *shape, void *bytes)
{
	unsigned long long number;
	char *end;

	if (shape->boolean && (!strcmp(word, "true") || !strcmp(word, "false"))) {
		number = *word == 't';
	} else {
		errno = 0;
		number = *word == '-' ? (unsigned long long)strtoll(word, &end, 0) : strtoull(word, &end, 0);
		if (errno || end == word || *end) {
			fprintf(stderr, "\"%s\" is not a number.\n", word);
			return -1;
		}
	}
	if (shape->size < sizeof(number)) {
		int bits = 8 * shape->size;
		unsigned long long above = number >> bits;
		int negative = *word == '-' && above == ~0ULL >> bits && number >> (bits - 1) & 1;

		if (above && !negative) {
			fprintf(stderr, "%s does not fit %d bits.\n", word, bits);
			return -1;
		}
	}
	/* The machines that run BPF policies are little-endian nearly all; the others keep the number at the end. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memcpy(bytes, (char *)&number + sizeof(number) - shape->size, shape->size);
#else
	memcpy(bytes, &number, shape->size);
#endif
	return 0;
}

static int put_hex(const char *digits, const struct shape *shape, unsigned char *bytes)
{
	if (strlen(digits) != 2 * shape->size) {
		fprintf(stderr, "hex:%s has not the size of the type, %zu bytes.\n", digits, shape->size);
		return -1;
	}
	for (size_t at = 0; at < shape->size; at++) {
		unsigned int byte;

		if (sscanf(digits + 2 * at, "%2x", &byte) != 1) {
			fprintf(stderr, "hex:%s is not hexadecimal.\n", digits);
			return -1;
		}
		bytes[at] = byte;
	}
	return 0;
}

/* A word as the bytes that C would have. Numbers, true, false, cgroup:/path, hex:0123..., and for arrays of char a text. */
static int put_word(const char *word, const struct shape *shape, void *bytes)
{
	memset(bytes, 0, shape->size);
	if (!strncmp(word, "hex:", 4))
		return put_hex(word + 4, shape, bytes);
	if (shape->text) {
		if (strlen(word) > shape->size) {
			fprintf(stderr, "\"%s\" is longer than %zu bytes.\n", word, shape->size);
			return -1;
		}
		memcpy(bytes, word, strlen(word));
		return 0;
	}
	if (!shape->integer || shape->size > 8) {
		fprintf(stderr, "A value of this type is written as hex: and its %zu bytes.\n", shape->size);
		return -1;
	}
	if (!strncmp(word, "cgroup:", 7)) {
		char number[32];
		unsigned long long id = cgroup_id(word + 7);

		snprintf(number, sizeof(number), "%llu", id);
		return id ? put_number(number, shape, bytes) : -1;
	}
	return put_number(word, shape, bytes);
}

/* ---- parameters ---- */

/* A global: the map of its section, where it lies in there, and its type. */
struct place {
	struct bpf_map *map;
	size_t offset;
	size_t size;
	__u32 type_id;
};

/* Finds a global by its name; without it `map` is NULL. */
static struct place find_global(struct bpf_object *object, const char *name, int read_only)
{
	const struct btf *btf = bpf_object__btf(object);
	struct place place = { 0 };
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		const char *section = bpf_map__is_internal(map) ? strrchr(bpf_map__name(map), '.') : NULL;
		const struct btf_type *data;
		int id;

		if (!section || (read_only && strcmp(section, ".rodata")))
			continue;
		id = btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC);
		data = id < 0 ? NULL : btf__type_by_id(btf, id);
		for (int at = 0; data && at < btf_vlen(data); at++) {
			const struct btf_var_secinfo *variable = btf_var_secinfos(data) + at;
			const struct btf_type *type = btf__type_by_id(btf, variable->type);

			if (strcmp(btf__name_by_offset(btf, type->name_off), name))
				continue;
			place.map = map;
			place.offset = variable->offset;
			place.size = variable->size;
			place.type_id = type->type;
			return place;
		}
	}
	return place;
}

/* Puts bytes at the place into what the map begins with. */
static int put_bytes(const struct place *place, const void *bytes)
{
	size_t size = 0;
	const void *before = bpf_map__initial_value(place->map, &size);
	char *all = before && place->offset + place->size <= size ? malloc(size) : NULL;
	int result = -1;

	if (all) {
		memcpy(all, before, size);
		memcpy(all + place->offset, bytes, place->size);
		result = bpf_map__set_initial_value(place->map, all, size);
	}
	if (result)
		fprintf(stderr, "A global of the object cannot be set.\n");
	free(all);
	return result;
}

int set_parameter(struct bpf_object *object, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	char name[256], bytes[WORD_SIZE];
	struct place place;
	struct shape shape;

	if (!equals || equals == assignment || equals - assignment >= (long)sizeof(name)) {
		fprintf(stderr, "--param %s: write --param name=value.\n", assignment);
		return -1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - assignment), assignment);
	place = find_global(object, name, 1);
	if (!place.map) {
		fprintf(stderr, "The policy has no parameter %s.\n", name);
		return -1;
	}
	shape = shape_of(bpf_object__btf(object), place.type_id);
	if (shape.size != place.size || shape.size > sizeof(bytes)) {
		fprintf(stderr, "The parameter %s has a type that cannot be set from here.\n", name);
		return -1;
	}
	return put_word(equals + 1, &shape, bytes) || put_bytes(&place, bytes) ? -1 : 0;
}

int set_global(struct bpf_object *object, const char *name, const void *value, size_t size)
{
	struct place place = find_global(object, name, 0);

	if (!place.map || place.size != size) {
		fprintf(stderr, "The object has no %s of %zu bytes.\n", name, size);
		return -1;
	}
	return put_bytes(&place, value);
}

/* ---- maps ---- */

/* The next word of a line, without quotes; 0 at the end of the line or at a comment, -1 when it is not written right. */
static int next_word(const char **line, char *word)
{
	const char *at = *line;
	size_t length = 0;
	int quoted;

	while (isspace((unsigned char)*at))
		at++;
	if (!*at || *at == '#')
		return 0;
	quoted = *at == '"';
	if (quoted)
		at++;
	while (*at && (quoted ? *at != '"' : !isspace((unsigned char)*at))) {
		char byte = *at++;

		if (quoted && byte == '\\' && *at) {
			unsigned int code;

			byte = *at++;
			if (byte == 'x' && sscanf(at, "%2x", &code) == 1) {
				byte = code;
				at += 2;
			}
		}
		if (length >= WORD_SIZE - 1)
			return -1;
		word[length++] = byte;
	}
	if (quoted && *at++ != '"')
		return -1;
	word[length] = 0;
	*line = at;
	return 1;
}

/* Storage maps have as key a descriptor of their task or cgroup. The caller closes it. */
static int storage_owner(enum bpf_map_type type, const char *word)
{
	char directory[WORD_SIZE];
	int descriptor;

	if (type == BPF_MAP_TYPE_TASK_STORAGE) {
		descriptor = syscall(SYS_pidfd_open, atoi(word), 0);
	} else {
		cgroup_file(directory, sizeof(directory), strncmp(word, "cgroup:", 7) ? word : word + 7, "");
		descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (descriptor < 0)
		fprintf(stderr, "\"%s\" is not here: %s.\n", word, strerror(errno));
	return descriptor;
}

static int is_storage(enum bpf_map_type type)
{
	/* BPF_MAP_TYPE_CGRP_STORAGE, which older headers do not have. */
	return type == BPF_MAP_TYPE_TASK_STORAGE || (int)type == 32;
}

static int is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

/* One entry; a value of a map with one for each CPU is put into all of them. */
static int put_entry(const struct btf *btf, struct bpf_map *map, const char *key_word, const char *value_word)
{
	struct shape key_shape = shape_of(btf, bpf_map__btf_key_type_id(map));
	struct shape value_shape = shape_of(btf, bpf_map__btf_value_type_id(map));
	size_t slot = (bpf_map__value_size(map) + 7) / 8 * 8;
	int copies = is_per_cpu(bpf_map__type(map)) ? libbpf_num_possible_cpus() : 1;
	char *key = calloc(1, bpf_map__key_size(map) + 8);
	char *value = calloc(copies < 1 ? 1 : copies, slot);
	int owner = -1;
	int result = -1;

	if (!key || !value || !value_shape.size || value_shape.size != bpf_map__value_size(map))
		goto out;
	if (is_storage(bpf_map__type(map))) {
		owner = storage_owner(bpf_map__type(map), key_word);
		if (owner < 0)
			goto out;
		memcpy(key, &owner, sizeof(owner));
	} else if (key_shape.size != bpf_map__key_size(map) || put_word(key_word, &key_shape, key)) {
		goto out;
	}
	if (put_word(value_word, &value_shape, value))
		goto out;
	for (int copy = 1; copy < copies; copy++)
		memcpy(value + copy * slot, value, slot);
	result = bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY);
	if (result)
		fprintf(stderr, "The kernel did not take the entry %s: %s.\n", key_word, strerror(errno));
out:
	if (owner >= 0)
		close(owner);
	free(key);
	free(value);
	return result;
}

/* comm:NAME stands for the number of every process of that name. */
static int put_entries(const struct btf *btf, struct bpf_map *map, const char *key, const char *value)
{
	char number[16];
	int pid = 0;

	if (strncmp(key, "comm:", 5))
		return put_entry(btf, map, key, value);
	while ((pid = next_pid_of(key + 5, pid))) {
		snprintf(number, sizeof(number), "%d", pid);
		if (put_entry(btf, map, number, value))
			return -1;
	}
	return 0;
}

static int put_line(struct bpf_object *object, const char *line)
{
	static char words[3][WORD_SIZE];
	char rest[WORD_SIZE];
	struct bpf_map *map;

	for (int at = 0; at < 3; at++) {
		int found = next_word(&line, words[at]);

		if (found == 0 && at == 0)
			return 0;
		if (found <= 0) {
			fprintf(stderr, "A line is: map key value.\n");
			return -1;
		}
	}
	if (next_word(&line, rest) != 0) {
		fprintf(stderr, "There is more after the value. Put quotes around a text with spaces.\n");
		return -1;
	}
	map = bpf_object__find_map_by_name(object, words[0]);
	if (!map) {
		fprintf(stderr, "The policy has no map %s.\n", words[0]);
		return -1;
	}
	return put_entries(bpf_object__btf(object), map, words[1], words[2]);
}

int fill_maps(struct bpf_object *object, const char *file)
{
	FILE *stream = fopen(file, "r");
	char line[3 * WORD_SIZE];
	int number = 0;
	int result = 0;

	if (!stream) {
		fprintf(stderr, "%s: %s.\n", file, strerror(errno));
		return -1;
	}
	while (!result && fgets(line, sizeof(line), stream)) {
		number++;
		result = put_line(object, line);
		if (result)
			fprintf(stderr, "%s, line %d\n", file, number);
	}
	fclose(stream);
	return result;
}

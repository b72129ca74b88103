/*
 * Maps a memory image at its own addresses, so that the offsets in it are pointers, and runs one selection pass for every line on stdin.
 * Arguments: the file with the image, the address of its first byte, the address of oc.
 * Prints for each pass: nanoseconds, index of the chosen task, its points, iterations.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

struct oom_control;
void run_pass(struct oom_control *oc);
int chosen_index(struct oom_control *oc);
long chosen_points(struct oom_control *oc);
unsigned int trace_length(void);

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
	char *base, line[64];
	struct oom_control *oc;
	long size;

	if (!file || fseek(file, 0, SEEK_END)) {
		fprintf(stderr, "no image\n");
		return 1;
	}
	size = ftell(file);
	rewind(file);
	base = (char *)strtoull(argv[2], NULL, 10);
	oc = (struct oom_control *)strtoull(argv[3], NULL, 10);
	/* Anonymous memory that is read into, as WebAssembly's is, rather than a mapped file. */
	if (mmap(base, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != base ||
	    fread(base, 1, size, file) != (size_t)size) {
		perror("image");
		return 1;
	}
	fclose(file);

	while (fgets(line, sizeof(line), stdin)) {
		long long start = now();

		run_pass(oc);
		printf("%lld %d %ld %u\n", now() - start, chosen_index(oc), chosen_points(oc), trace_length());
		fflush(stdout);
	}
	return 0;
}

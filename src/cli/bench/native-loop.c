/*
 * The selection loop for a native compiler: oom_kill.c as it is, between the tables of its kernel (prelude.h) and one function that the
 * benchmark calls. Built without the C library, whose names the tables have too.
 */
#include "prelude.h"

u32 playground_instructions(void)
{
	return 0;
}

#include "oom_kill.c"

/* One selection pass as oom_evaluate_task() and its callers make it, from nobody chosen on. */
void run_pass(struct oom_control *oc)
{
	playground.trace_length = 0;
	playground.events_length = 0;
	oc->chosen = NULL;
	select_bad_process(oc);
}

int chosen_index(struct oom_control *oc)
{
	return oc->chosen ? (int)oc->chosen->index : -1;
}

long chosen_points(struct oom_control *oc)
{
	return oc->chosen_points;
}

unsigned int trace_length(void)
{
	return playground.trace_length;
}

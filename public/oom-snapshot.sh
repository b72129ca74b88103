#!/bin/sh
# Prints what the OOM killer would see on this machine: processes, cgroups, memory and settings, as text for the playground.
# Changes nothing, sends nothing, needs no root; without root, processes that hide from others (hidepid) are missing.
#
#   sh oom-snapshot.sh > snapshot.txt
#
# The output has sections: "== name" lines, then the kernel's own files as they are, with "-- path" before each. Lines of files are
# indented by one blank, so that no name can look like a section.

LC_ALL=C
export LC_ALL
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH

echo '== oom-snapshot 1'
uname -srm | sed 's/^/ /'

echo '== machine'
cat /proc/uptime | sed 's/^/ uptime /'
sed 's/^/ /' /proc/meminfo
for name in panic_on_oom oom_kill_allocating_task oom_dump_tasks swappiness; do
  [ -r "/proc/sys/vm/$name" ] && sed "s/^/ vm.$name /" "/proc/sys/vm/$name"
done
echo " ticks $(getconf CLK_TCK 2>/dev/null || echo 100)"

# awk opens every file itself: thousands of processes would take minutes with a program for each. A process that ends meanwhile is left out.
# Where a main thread has exited and others live on, their numbers stand in the files of the others.
echo '== tasks'
ls /proc | awk '
  function show(file,   line, lines) {
    lines = 0
    while ((getline line < file) > 0) {
      if (!lines++) print "-- " file
      print " " line
      if (line ~ /^State:[ \t]*Z/) dead = 1
      if (line ~ /^Threads:/) { split(line, words); threads = words[2] }
    }
    close(file)
    return lines
  }
  /^[0-9]+$/ {
    dir = "/proc/" $0
    dead = threads = 0
    if (show(dir "/status") && show(dir "/stat")) {
      show(dir "/oom_score_adj")
      show(dir "/cgroup")
      if (dead && threads > 1) {
        list = "ls " dir "/task 2>/dev/null"
        while ((list | getline thread) > 0) if (thread != $0) show(dir "/task/" thread "/status")
        close(list)
      }
    }
  }'

# Memory is limited by version 1 where its memory controller is mounted, else by version 2, which may be mounted beside it.
root=
for dir in /sys/fs/cgroup/memory /sys/fs/cgroup /sys/fs/cgroup/unified; do
  if [ -z "$root" ] && { [ -r "$dir/memory.limit_in_bytes" ] || [ -r "$dir/cgroup.controllers" ]; }; then root=$dir; fi
done
echo '== cgroups'
if [ -n "$root" ]; then
  # Names with line feeds cannot be told apart from two names, and are left out. inode, then path.
  find "$root" -type d -exec ls -di {} + 2>/dev/null | awk -v root="$root" '
    function value(dir, file,   line, path) {
      path = dir "/" file
      if ((getline line < path) > 0) print " " file " " line
      close(path)
    }
    {
      inode = $1
      dir = $0
      sub(/^ *[0-9]+ /, "", dir)
      if (index(dir, root) != 1) next
      path = substr(dir, length(root) + 1)
      print "-- " (path == "" ? "/" : path)
      print " inode " inode
      value(dir, "memory.current"); value(dir, "memory.max"); value(dir, "memory.high"); value(dir, "memory.low")
      value(dir, "memory.min"); value(dir, "memory.swap.current"); value(dir, "memory.swap.max"); value(dir, "memory.oom.group")
      value(dir, "memory.limit_in_bytes"); value(dir, "memory.usage_in_bytes")
      value(dir, "memory.memsw.limit_in_bytes"); value(dir, "memory.memsw.usage_in_bytes")
    }'
fi
echo '== end'

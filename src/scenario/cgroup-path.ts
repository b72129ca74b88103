// Paths of cgroups, as the mount of cgroup v2 shows them: `/` is the root, `/pod/db` a cgroup below it.

/** The path of the cgroup that holds this one; the root is its own parent. */
export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

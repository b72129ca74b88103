// An initramfs without cpio: the "newc" format, as the kernel unpacks it (Documentation/driver-api/early-userspace/buffer-format.rst).

const hex = (number) => number.toString(16).padStart(8, '0')
const padding = (length) => Buffer.alloc((4 - (length % 4)) % 4)

function entry({ name, mode, data }, inode) {
  const path = Buffer.from(`${name}\0`)
  // c_ino, c_mode, c_uid, c_gid, c_nlink, c_mtime, c_filesize, then device numbers, c_namesize and the checksum, which is not used.
  const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, path.length, 0]
  const head = Buffer.concat([Buffer.from(`070701${fields.map(hex).join('')}`), path])
  return Buffer.concat([head, padding(head.length), data, padding(data.length)])
}

/** The archive of these files and folders: name, mode (with the type's bits) and data. Folders come before what is in them. */
export const archive = (files) =>
  Buffer.concat(
    [...files, { name: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) }].map((file, at) => entry(file, at + 1)),
  )

// An empty world has three doors.

import { usePlaygroundState } from '../playground.ts'
import { Icon } from '../parts/Icon.tsx'
import './EmptyWorld.css'

export function EmptyWorld() {
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  return (
    <div className="empty-world">
      <h2>There is no process in this machine</h2>
      <p className="faint">Nothing is run until there is one. Undo brings the last one back.</p>
      <div>
        <button type="button" onClick={() => openDialog('import')}>
          <Icon name="import" />
          <b>Paste a log</b>
          <span>The kernel’s report of a machine that ran out of memory</span>
        </button>
        <button type="button" onClick={() => openDialog('gallery')}>
          <Icon name="gallery" />
          <b>Pick a scenario</b>
          <span>From one hog to NUMA nodes, each with its lesson</span>
        </button>
        <button type="button" onClick={() => changeWorld({ what: 'add-task', cgroup: '/' })}>
          <Icon name="add" />
          <b>Add a process</b>
          <span>Begin with one, and build the machine from there</span>
        </button>
      </div>
      <button type="button" className="quiet" onClick={() => openDialog('generator')}>
        Or make a machine of any size from a seed
      </button>
    </div>
  )
}

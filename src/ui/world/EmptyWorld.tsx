// An empty world has three doors.

import { usePlaygroundState } from '../playground.ts'
import { Icon } from '../parts/Icon.tsx'
import './EmptyWorld.css'

export function EmptyWorld() {
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  return (
    <div className="empty-world">
      <h2>This machine has no processes</h2>
      <p className="faint">Add a process to run the policy. Undo brings the last one back.</p>
      <div>
        <button type="button" onClick={() => openDialog('import')}>
          <Icon name="import" />
          <b>Paste a log</b>
          <span>The kernel’s report from a machine that ran out of memory</span>
        </button>
        <button type="button" onClick={() => openDialog('gallery')}>
          <Icon name="gallery" />
          <b>Pick a machine</b>
          <span>From one hog to NUMA nodes, each with a lesson</span>
        </button>
        <button type="button" onClick={() => changeWorld({ what: 'add-task', cgroup: '/' })}>
          <Icon name="add" />
          <b>Add a process</b>
          <span>Start with one and build the machine from there</span>
        </button>
      </div>
      <button type="button" className="quiet" onClick={() => openDialog('generator')}>
        Or generate a machine of any size from a seed
      </button>
    </div>
  )
}

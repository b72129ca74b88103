// The strip below the world: what is selected, its memory as a bar to drag and as a number to type, and what else can be done with it.
// While one works in it, it stays with what it was about, whoever becomes the victim meanwhile.

import { lazy, Suspense, useState } from 'react'

import type { Cgroup, Scenario, Task } from '../../../scenario/model.ts'
import { scenarioOf } from '../../../state/slices/document.ts'
import { isThere, selectSelectedCgroup, selectSelectedPid, type Target } from '../../../state/selection.ts'
import type { WorldEdit } from '../../../scenario/edit.ts'
import { rssPages } from '../../../reading/world.ts'
import { Fallback } from '../../parts/Fallback.tsx'
import { Icon, type IconName } from '../../parts/Icon.tsx'
import { usePlaygroundState } from '../../playground.ts'
import { formatPages } from '../../../scenario/amounts.ts'
import { loadWorldForm } from '../later.ts'
import { Field } from './Field.tsx'
import { Slider } from './Slider.tsx'
import './Strip.css'

const WorldForm = lazy(loadWorldForm)

interface ActionProps {
  icon: IconName
  title: string
  edit: WorldEdit
}

function Actions({ actions, name }: { actions: readonly ActionProps[]; name: string }) {
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  return actions.map(({ icon, title, edit }) => (
    <button
      key={title}
      type="button"
      className="quiet"
      aria-label={`${title}: ${name}`}
      title={title}
      onClick={() => changeWorld(edit)}
    >
      <Icon name={icon} />
    </button>
  ))
}

/** Why a process has no memory to drag, or null. */
function withoutMemory(task: Task): string | null {
  if (task.kthread) return 'a kernel thread: no memory of its own'
  return task.zombie ? 'exited: no memory' : null
}

function TaskStrip({ task, scenario }: { task: Task; scenario: Scenario }) {
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  const { pid } = task
  const none = withoutMemory(task)
  return (
    <>
      <span className="strip-name">
        <b className="mono">{task.comm}</b> <span className="faint">{pid}</span>
        {task.sharesMmWith === null ? null : <span className="faint"> shares the memory of {task.sharesMmWith}</span>}
      </span>
      {none === null ? (
        <>
          <Slider
            label={`Memory of ${task.comm}`}
            pages={rssPages(task)}
            max={scenario.machine.ramPages}
            tone="plain"
            onChange={(pages) => changeWorld({ what: 'resize-task', pid, pages })}
          />
          <Field
            key={`rss-${pid}`}
            bare
            label={`Exact memory of ${task.comm}`}
            hint="Resident memory: 96M, 1.5 GiB or 300 pages"
            value={formatPages(rssPages(task))}
            edit={(text) => ({ what: 'resize-task', pid, pages: text })}
          />
        </>
      ) : (
        <span className="strip-none faint">{none}</span>
      )}
      <span className="strip-adj">
        <span aria-hidden className="faint">
          adj
        </span>
        <Field
          key={`adj-${pid}`}
          bare
          label={`oom_score_adj of ${task.comm}`}
          hint="oom_score_adj, from -1000 (never) to 1000; the arrow keys change it"
          value={String(task.oomScoreAdj)}
          step={1}
          edit={(text) => ({ what: 'task', pid, key: 'oom_score_adj', value: text })}
        />
      </span>
      <span className="strip-actions">
        <Actions
          name={task.comm}
          actions={[
            { icon: 'add', title: 'Add a process beside it', edit: { what: 'add-task', cgroup: task.cgroup } },
            { icon: 'copy', title: 'Duplicate', edit: { what: 'duplicate-task', pid } },
            { icon: 'up', title: 'Earlier in the walk', edit: { what: 'move-task', pid, by: -1 } },
            { icon: 'down', title: 'Later in the walk', edit: { what: 'move-task', pid, by: 1 } },
            { icon: 'delete', title: 'Delete', edit: { what: 'delete-task', pid } },
          ]}
        />
      </span>
    </>
  )
}

const addActions = (path: string): readonly ActionProps[] => [
  { icon: 'add', title: 'Add a process in it', edit: { what: 'add-task', cgroup: path } },
  { icon: 'folder', title: 'Add a cgroup below it', edit: { what: 'add-cgroup', parent: path } },
]

const cgroupActions = (path: string): readonly ActionProps[] => [
  { icon: 'copy', title: 'Duplicate with everything in it', edit: { what: 'duplicate-cgroup', path } },
  { icon: 'up', title: 'Earlier', edit: { what: 'move-cgroup', path, by: -1 } },
  { icon: 'down', title: 'Later', edit: { what: 'move-cgroup', path, by: 1 } },
  { icon: 'delete', title: 'Delete; its contents move to its parent', edit: { what: 'delete-cgroup', path } },
]

const nameOf = (path: string): string => (path === '/' ? 'the machine' : path.slice(path.lastIndexOf('/') + 1))

function CgroupStrip({ cgroup, scenario }: { cgroup: Cgroup; scenario: Scenario }) {
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  const { path } = cgroup
  const { ramPages } = scenario.machine
  const isRoot = path === '/'
  const name = nameOf(path)
  return (
    <>
      <span className="strip-name" title={path}>
        <b className="mono">{isRoot ? 'RAM' : name}</b> <code>{isRoot ? 'of the machine' : 'memory.max'}</code>
      </span>
      {cgroup.memory === false ? (
        <span className="strip-none faint">the memory controller is off here</span>
      ) : (
        <>
          <Slider
            label={isRoot ? 'RAM of the machine' : `Limit of ${name}`}
            pages={isRoot ? ramPages : (cgroup.memoryMaxPages ?? ramPages)}
            max={isRoot ? ramPages * 2 : ramPages}
            tone="full"
            onChange={(pages) =>
              changeWorld(isRoot ? { what: 'resize-ram', pages } : { what: 'limit-cgroup', path, pages })
            }
          />
          <Field
            key={`max-${path}`}
            bare
            label={isRoot ? 'Exact RAM of the machine' : `Exact limit of ${name}`}
            hint={isRoot ? 'Such as 16G' : 'memory.max: 96M, 1.5 GiB, 300 pages, or max'}
            value={
              isRoot
                ? formatPages(ramPages)
                : cgroup.memoryMaxPages === null
                  ? 'max'
                  : formatPages(cgroup.memoryMaxPages)
            }
            edit={(text) =>
              isRoot
                ? { what: 'machine', key: 'ram', value: text }
                : { what: 'cgroup', path, key: 'memory.max', value: text }
            }
          />
        </>
      )}
      {isRoot ? null : (
        <label className="strip-check" title="memory.oom.group: the whole cgroup dies with its victim">
          <input
            type="checkbox"
            aria-label={`memory.oom.group of ${name}`}
            checked={cgroup.oomGroup}
            disabled={cgroup.memory === false}
            onChange={(event) =>
              changeWorld({ what: 'cgroup', path, key: 'memory.oom.group', value: event.target.checked ? 1 : null })
            }
          />{' '}
          <code>oom.group</code>
        </label>
      )}
      <span className="strip-actions">
        <Actions name={name} actions={isRoot ? addActions(path) : [...addActions(path), ...cgroupActions(path)]} />
      </span>
    </>
  )
}

export function Strip() {
  const scenario = usePlaygroundState((state) => scenarioOf(state.document))
  const selectedPid = usePlaygroundState(selectSelectedPid)
  const selectedCgroup = usePlaygroundState(selectSelectedCgroup)
  const form = usePlaygroundState((state) => state.worldForm)
  const openWorldForm = usePlaygroundState((state) => state.openWorldForm)
  /** What one is working on; null: what is selected. */
  const [pinned, setPinned] = useState<Target | null>(null)

  // A field of it may have given it another name: what is worked on then is what is selected, which is the same under its new name.
  if (pinned !== null && !isThere(scenario, pinned)) setPinned(null)

  const selected: Target =
    selectedCgroup !== null
      ? { kind: 'cgroup', path: selectedCgroup }
      : selectedPid !== null
        ? { kind: 'task', pid: selectedPid }
        : { kind: 'cgroup', path: '/' }
  const target = pinned ?? selected
  const task = target.kind === 'task' ? scenario.tasks.find(({ pid }) => pid === target.pid) : undefined
  const path = target.kind === 'cgroup' ? target.path : '/'
  const cgroup = scenario.cgroups.find((one) => one.path === path) ?? scenario.cgroups[0]

  return (
    <section className="strip" aria-label="Edit the machine" data-form={form}>
      <div
        role="presentation"
        onFocus={(event) => {
          // Buttons act on what is selected, and may select something else.
          if (!(event.target instanceof HTMLButtonElement)) setPinned(target)
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget) || event.relatedTarget instanceof HTMLButtonElement)
            setPinned(null)
        }}
      >
        <div className="strip-row">
          {task !== undefined ? (
            <TaskStrip key={task.pid} task={task} scenario={scenario} />
          ) : cgroup === undefined ? null : (
            <CgroupStrip key={cgroup.path} cgroup={cgroup} scenario={scenario} />
          )}
          <span className="strip-forms">
            <button
              type="button"
              aria-expanded={form === 'selection'}
              onClick={() => openWorldForm(form === 'selection' ? 'closed' : 'selection')}
            >
              All fields
            </button>
            <button
              type="button"
              aria-expanded={form === 'machine'}
              onClick={() => openWorldForm(form === 'machine' ? 'closed' : 'machine')}
            >
              Machine
            </button>
          </span>
        </div>
        {form === 'closed' ? null : (
          <Fallback
            fallback={<p role="alert">The form could not be loaded. Reload the page; what you typed is kept.</p>}
          >
            <Suspense fallback={<div className="world-form" />}>
              <WorldForm
                scenario={scenario}
                target={form === 'machine' ? null : task === undefined ? { kind: 'cgroup', path } : target}
              />
            </Suspense>
          </Fallback>
        )}
      </div>
    </section>
  )
}

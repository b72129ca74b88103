// "Why?" in the editor: in the hover over a problem, its code is a link, which opens the explanation here instead of in another tab.

import { ruleOfFragment } from '../../state/rule-link.ts'
import type { Playground } from '../../state/playground.ts'
import { editor } from './monaco.ts'

export const registerExplaining = ({ store }: Playground): { dispose(): void } =>
  editor.registerLinkOpener({
    open({ fragment }) {
      const rule = ruleOfFragment(fragment)
      if (rule !== null) store.getState().explainRule(rule)
      return rule !== null
    },
  })

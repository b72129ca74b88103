// Shows something else where a part of the page could not be loaded or failed, so that the rest lives on. React has this only as a class.

import { Component } from 'react'

interface Props {
  fallback: React.ReactNode
  children: React.ReactNode
}

export class Fallback extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): React.ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

'use client'

import { Component, type ReactNode } from 'react'

/** Shows nothing in place of what fails: the rest of the dashboard is worth more. */
export class QuietBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? null : this.props.children
  }
}

import type { Pill } from '@payloadcms/ui'
import type { ComponentProps } from 'react'

export type SyncStatus = 'failed' | 'pending' | 'synced'

/** What needs attention comes first. */
export const BY_URGENCY: readonly SyncStatus[] = ['failed', 'pending', 'synced']

export const PILL_STYLES: Record<SyncStatus, NonNullable<ComponentProps<typeof Pill>['pillStyle']>> = {
  failed: 'error',
  pending: 'warning',
  synced: 'success',
}

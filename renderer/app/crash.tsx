/**
 * What stands in the window when drawing it failed: without it the whole window would go dark, and nobody would know that
 * copying goes on.
 */
import { Component, type ReactNode } from 'react'
import { RotateCw } from 'lucide-react'
import { Button, Empty } from '../ui/index.ts'

interface CrashState {
  readonly message: string | null
}

/** Draws its children until one of them throws. */
export class Crash extends Component<{ readonly children: ReactNode }, CrashState> {
  override state: CrashState = { message: null }

  static getDerivedStateFromError(error: unknown): CrashState {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === null) return this.props.children
    return (
      <main className="crash" role="alert">
        <Empty icon={<RotateCw size={32} strokeWidth={1.25} />} title="This window could not be drawn">
          <p>The engine is not touched by it: what is copied, verified or synced goes on. Load the window again.</p>
          <p className="dim selectable">{message}</p>
          <Button look="primary" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </Empty>
      </main>
    )
  }
}

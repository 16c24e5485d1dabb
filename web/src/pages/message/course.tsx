import { Index, type JSX } from 'solid-js'
import type { Course as Known } from './phases.ts'
import { took } from './took.ts'
import './course.css'

const UNTIL: Readonly<Record<string, string>> = { played: 'read' }

/** Where the time went: one bar, its parts named below it. */
export const Course = (props: { readonly of: Known }): JSX.Element => {
  const title = (): string => {
    const { total, until } = props.of
    return until === undefined
      ? `${took(total)} since it was accepted`
      : `${took(total)} from accepted to ${UNTIL[until] ?? until}`
  }
  return (
    <section class="course" aria-label="Where the time went">
      <h3>{title()}</h3>
      <div class="course-bar" aria-hidden="true">
        {/* by place: a part that grows is one width that changes */}
        <Index each={props.of.phases}>
          {(phase) => <i data-tone={phase().tone} style={{ '--part': phase().ms }} />}
        </Index>
      </div>
      <ul class="course-key">
        <Index each={props.of.phases}>
          {(phase) => (
            <li>
              <i data-tone={phase().tone} aria-hidden="true" />
              <span>
                {phase().name} <b>{took(phase().ms)}</b>
              </span>
            </li>
          )}
        </Index>
      </ul>
    </section>
  )
}

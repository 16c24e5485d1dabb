import { createMemo, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import { type ApiError, asApiError } from '../../data/problem.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ProgressBar } from '../../parts/progress-bar.tsx'
import { toast } from '../../parts/toast.tsx'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { namedIn, portionsOf, readLines } from './import-lines.ts'
import { setOptOuts } from './opt-out-acts.ts'
import type { Scope } from './opt-out-words.ts'
import { ScopeChoice, WAITING } from './set-opt-out.tsx'
import './import-opt-outs.css'

/** What one request takes. */
const PORTION = 1_000
/** More is no list of people any more, and a browser's memory is not the place for it. */
const MOST_BYTES = 20_000_000
const NAMED = 5

type Props = { readonly onDone: () => void; readonly onClose: () => void }

/** `line 4 “abc”, line 9 “x” and 3 more` */
const some = (lines: readonly string[]): string =>
  lines.length <= NAMED
    ? lines.join(', ')
    : `${lines.slice(0, NAMED).join(', ')} and ${count(lines.length - NAMED)} more`

/** Opts many out at once, from a list; tells before what it has read and after what the guard did not take. */
export const ImportOptOuts = (props: Props): JSX.Element => {
  const [text, setText] = createSignal('')
  const [scope, setScope] = createSignal<Scope>('all')
  const [done, setDone] = createSignal(0)
  const [running, setRunning] = createSignal(false)
  const [over, setOver] = createSignal(false)
  const [refused, setRefused] = createSignal<readonly string[]>([])
  const [error, setError] = createSignal<ApiError>()
  const [wrong, setWrong] = createSignal<string>()
  const field = createUniqueId()
  const lines = createMemo(() => readLines(text()))
  let stopped = false

  const read = async (file: File | undefined): Promise<void> => {
    setWrong()
    if (file === undefined) return
    if (file.size > MOST_BYTES) setWrong('This file is larger than 20 MB: split it.')
    else setText(await file.text())
  }

  /** One portion; whom the guard names as no address is left out, and the others go in. */
  const send = async (portion: readonly string[]): Promise<readonly string[]> => {
    try {
      await setOptOuts(portion, scope())
      return []
    } catch (thrown) {
      const named = new Set(namedIn(asApiError(thrown).errors, portion))
      if (named.size === 0) throw thrown
      const rest = portion.filter((one) => !named.has(one))
      if (rest.length > 0) await setOptOuts(rest, scope())
      return [...named]
    }
  }

  const run = async (): Promise<void> => {
    const { recipients } = lines()
    if (recipients.length === 0) return void setWrong('There is no address in this list yet.')
    stopped = false
    setError()
    setRunning(true)
    try {
      for (const portion of portionsOf(recipients.slice(done() + refused().length), PORTION)) {
        if (stopped) break
        const left = await send(portion)
        setRefused((before) => [...before, ...left])
        setDone((before) => before + portion.length - left.length)
      }
    } catch (thrown) {
      setError(asApiError(thrown))
    }
    setRunning(false)
    props.onDone()
    if (error() !== undefined || stopped) return
    setOver(true)
    toast({ text: `${counted(done(), 'recipient')} opted out.` })
    if (refused().length === 0) props.onClose()
  }

  const change = (next: string): void => {
    setText(next)
    setWrong()
    setDone(0)
    setRefused([])
    setOver(false)
  }

  const begun = (): boolean => done() + refused().length > 0
  const verb = (): string | undefined => {
    if (over()) return undefined
    const left = lines().recipients.length - done() - refused().length
    if (left === 0) return 'Opt out'
    return begun() ? `Go on with ${count(left)}` : `Opt ${counted(left, 'recipient')} out`
  }

  return (
    <FormDialog
      title="Import opt-outs"
      sub={WAITING}
      wide
      verb={verb()}
      leave={over() ? 'Close' : 'Cancel'}
      refused={error()}
      onSubmit={run}
      onClose={() => {
        stopped = true
        props.onClose()
      }}
    >
      <div class="field import-list">
        <label for={field}>
          One number (as +57 300 123 4567) or user id a line; of a CSV file the first column is read
        </label>
        <textarea
          id={field}
          class="input mono"
          rows={8}
          spellcheck={false}
          autofocus
          disabled={running()}
          value={text()}
          aria-invalid={wrong() !== undefined}
          aria-describedby={`${field}-read`}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <input
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="Read them from a file"
          disabled={running()}
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
        <Show when={wrong()}>{(words) => <p class="wrong small">{words()}</p>}</Show>
        <div id={`${field}-read`} class="import-read small" role="status">
          <Show when={text().trim() !== ''}>
            <p>
              {counted(lines().recipients.length, 'recipient')} read
              <Show when={lines().repeated > 0}>, {counted(lines().repeated, 'line')} named one of them again</Show>.
            </p>
            <Show when={lines().unread.length > 0}>
              <p class="wrong">
                {lines().unread.length === 1 ? '1 line is' : `${count(lines().unread.length)} lines are`} no address and
                left out: {some(lines().unread.map(({ line, text: cell }) => `line ${line} “${plain(cell)}”`))}.
              </p>
            </Show>
          </Show>
        </div>
      </div>
      <ScopeChoice value={scope()} onChange={setScope} />
      <Show when={running() || (begun() && !over())}>
        <ProgressBar
          label={running() ? 'Opting out' : 'Stopped'}
          done={done() + refused().length}
          total={lines().recipients.length}
          {...(running() ? { onCancel: () => (stopped = true) } : {})}
        />
      </Show>
      <Show when={refused().length > 0}>
        <div class="import-read small" role="alert">
          <p class="wrong">
            {counted(done(), 'recipient')} opted out. {count(refused().length)} not: no possible international number.
          </p>
          <ul class="mono">
            <For each={refused().slice(0, 50)}>{(one) => <li>{plain(one)}</li>}</For>
          </ul>
        </div>
      </Show>
    </FormDialog>
  )
}

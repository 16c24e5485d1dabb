import type { Route } from './route.ts'
import { alertsCount } from './routes/alerts-count.ts'
import { alertsDelete } from './routes/alerts-delete.ts'
import { alertsList } from './routes/alerts-list.ts'
import { alertsRead } from './routes/alerts-read.ts'
import { alertsReadAll } from './routes/alerts-read-all.ts'
import { apiKeysCreate } from './routes/api-keys-create.ts'
import { apiKeysList } from './routes/api-keys-list.ts'
import { apiKeysRevoke } from './routes/api-keys-revoke.ts'
import { auditList } from './routes/audit-list.ts'
import { diagnostics } from './routes/diagnostics.ts'
import { graphMediaDelete } from './routes/graph-media-delete.ts'
import { graphMediaDownload } from './routes/graph-media-download.ts'
import { graphMediaGet } from './routes/graph-media-get.ts'
import { graphMediaUpload } from './routes/graph-media-upload.ts'
import { graphMessages } from './routes/graph-messages.ts'
import { healthz } from './routes/healthz.ts'
import { live } from './routes/live.ts'
import { messagesBatch } from './routes/messages-batch.ts'
import { messagesCancel } from './routes/messages-cancel.ts'
import { messagesGet } from './routes/messages-get.ts'
import { messagesList } from './routes/messages-list.ts'
import { messagesPatch } from './routes/messages-patch.ts'
import { messagesRelease } from './routes/messages-release.ts'
import { messagesSend } from './routes/messages-send.ts'
import { metrics } from './routes/metrics.ts'
import { optOutsCreate } from './routes/opt-outs-create.ts'
import { optOutsDelete } from './routes/opt-outs-delete.ts'
import { optOutsList } from './routes/opt-outs-list.ts'
import { packageProfilesList } from './routes/package-profiles-list.ts'
import { packagesCreate } from './routes/packages-create.ts'
import { packagesDelete } from './routes/packages-delete.ts'
import { packagesGet } from './routes/packages-get.ts'
import { packagesList } from './routes/packages-list.ts'
import { packagesPatch } from './routes/packages-patch.ts'
import { packagesPause } from './routes/packages-pause.ts'
import { packagesQueue } from './routes/packages-queue.ts'
import { packagesResume } from './routes/packages-resume.ts'
import { packagesStats } from './routes/packages-stats.ts'
import { profilesCreate } from './routes/profiles-create.ts'
import { profilesDelete } from './routes/profiles-delete.ts'
import { profilesGet } from './routes/profiles-get.ts'
import { profilesHealth } from './routes/profiles-health.ts'
import { profilesList } from './routes/profiles-list.ts'
import { profilesPatch } from './routes/profiles-patch.ts'
import { profilesPause } from './routes/profiles-pause.ts'
import { profilesQuarantine } from './routes/profiles-quarantine.ts'
import { profilesReconnect } from './routes/profiles-reconnect.ts'
import { profilesResume } from './routes/profiles-resume.ts'
import { profilesWindows } from './routes/profiles-windows.ts'
import { recipientsDelete } from './routes/recipients-delete.ts'
import { routesDelete } from './routes/routes-delete.ts'
import { routesList } from './routes/routes-list.ts'
import { routesPut } from './routes/routes-put.ts'
import { scheduled } from './routes/scheduled.ts'
import { sessionCreate } from './routes/session-create.ts'
import { sessionDelete } from './routes/session-delete.ts'
import { sessionGet } from './routes/session-get.ts'
import { settingsGet } from './routes/settings-get.ts'
import { settingsPut } from './routes/settings-put.ts'
import { settingsTestConnection } from './routes/settings-test-connection.ts'
import { start } from './routes/start.ts'
import { stats } from './routes/stats.ts'
import { statusList } from './routes/status-list.ts'
import { statusOne } from './routes/status-one.ts'
import { statusSummary } from './routes/status-summary.ts'
import { stop } from './routes/stop.ts'
import { templatesList } from './routes/templates-list.ts'
import { templatesSync } from './routes/templates-sync.ts'

/** Every route. A fixed path stands before one with a parameter in the same place, since the first match answers. */
export const ROUTES: readonly Route[] = [
  alertsList,
  alertsCount,
  alertsReadAll,
  alertsDelete,
  alertsRead,
  apiKeysCreate,
  apiKeysList,
  apiKeysRevoke,
  auditList,
  diagnostics,
  live,
  messagesList,
  messagesGet,
  messagesPatch,
  messagesCancel,
  messagesRelease,
  optOutsCreate,
  optOutsDelete,
  optOutsList,
  packagesCreate,
  packagesList,
  packagesDelete,
  packagesGet,
  packagesPatch,
  messagesSend,
  messagesBatch,
  packagesPause,
  packageProfilesList,
  profilesCreate,
  packagesQueue,
  packagesResume,
  routesDelete,
  routesList,
  routesPut,
  packagesStats,
  templatesList,
  templatesSync,
  profilesList,
  profilesDelete,
  profilesGet,
  profilesPatch,
  profilesHealth,
  profilesPause,
  profilesQuarantine,
  profilesReconnect,
  profilesResume,
  profilesWindows,
  recipientsDelete,
  scheduled,
  sessionCreate,
  sessionDelete,
  sessionGet,
  settingsGet,
  settingsPut,
  settingsTestConnection,
  start,
  stats,
  statusList,
  statusSummary,
  statusOne,
  stop,
  healthz,
  metrics,
  graphMessages,
  graphMediaUpload,
  graphMediaDownload,
  graphMediaGet,
  graphMediaDelete,
]

import type { Answers } from './fields.ts'
import type { Json, View } from './wire.ts'
import type { World } from './world.ts'

/** A view as the app is told of it. */
export function viewJson({ workspace: { team, app } }: World, view: View, answers: Answers = {}): Json {
  return {
    ...view,
    team_id: team.id,
    state: { values: answers },
    root_view_id: view.root_view_id ?? view.id,
    previous_view_id: view.previous_view_id ?? null,
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  }
}

/** What every interaction of a person tells, and the leave to open a modal that comes with it. */
export function interaction(world: World, type: string, person: string, trigger: string): Json {
  const { team, app } = world.workspace
  const { handle } = world.workspace.member(person)
  return {
    type,
    user: { id: person, username: handle, name: handle, team_id: team.id },
    api_app_id: app.id,
    token: 'local-verification-token',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: trigger,
  }
}

/** A trigger for what that person does; one that has run out where a fault will have it. */
export function triggerFor(world: World, type: string, lane: string, person: string, view?: string): string {
  return world.faults.isExpired(type, lane) ? world.triggers.make(person, view, 0) : world.triggers.make(person, view)
}

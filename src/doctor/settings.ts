import type { Finding } from '../chat.ts'
import { type Config, checkConfig } from '../config.ts'
import { loadProgram, ProgramError } from '../program/load.ts'
import { problemText } from '../program/parse.ts'
import { look, ok, wrong } from './finding.ts'

/** What is wrong with the settings, each by itself, and the settings without those. */
export function settingsFindings(environment: NodeJS.ProcessEnv): { config: Config; findings: Finding[] } {
  const { config, problems } = checkConfig(environment)
  const findings = problems.map(({ problem }) =>
    wrong(
      'settings',
      problem,
      'Correct it in .env; .env.example tells what it takes. The rest is looked at without it.',
    ),
  )
  return { config, findings: findings.length > 0 ? findings : [ok('settings', 'can all be used')] }
}

/** Whether the shop's own rules can be read; each mistake with its line. */
export function programFindings(path: string | undefined): Finding[] {
  try {
    loadProgram(path)
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    return error.problems.map((problem) =>
      wrong('program file', problemText(problem), 'Correct that line; docs/program.example.yaml shows all there is.'),
    )
  }
  return [ok('program file', path ?? 'none: the usual program is in force')]
}

/** Networks from which nobody can be told apart from a proxy. */
const everybody = /^(0\.0\.0\.0|::)\/0$/

/** Whether what is said of the proxies before us can be. */
export function proxyFinding({ TRUST_PROXY: proxies, PUBLIC_URL }: Config): Finding {
  const about = 'TRUST_PROXY'
  if (proxies?.some((each) => everybody.test(each))) {
    const remedy = 'Name the addresses of your proxies alone: everybody else could claim to be anybody.'
    return wrong(about, 'everybody is believed', remedy)
  }
  if (!proxies && PUBLIC_URL?.startsWith('https:')) {
    const remedy =
      'Name the proxy that speaks https for us, such as loopback: else its own address is counted for all visitors.'
    return look(about, 'no proxy is named, though PUBLIC_URL is https', remedy)
  }
  if (proxies && !PUBLIC_URL) {
    return look(
      about,
      `${proxies.join(', ')}, but there is no PUBLIC_URL`,
      'Set PUBLIC_URL, or leave TRUST_PROXY empty.',
    )
  }
  return ok(about, proxies?.join(', ') ?? 'not needed')
}

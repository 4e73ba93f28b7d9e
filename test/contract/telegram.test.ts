import { describe } from 'vitest'
import { contract } from '../contract.ts'
import { onTelegram } from './telegram.ts'
import { threads } from './threads.ts'

contract(onTelegram('polling'))
contract(onTelegram('webhook'))
describe('desks on Telegram in groups without topics', () => threads(onTelegram('polling', { topics: false })))

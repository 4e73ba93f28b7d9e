import { contract } from '../contract.ts'
import { onSlack } from './slack.ts'

contract(onSlack('socket mode'))
contract(onSlack('HTTP'))

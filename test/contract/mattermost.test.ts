import { contract } from '../contract.ts'
import { onMattermost } from './mattermost.ts'

contract(onMattermost)

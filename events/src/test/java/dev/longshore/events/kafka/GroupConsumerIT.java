/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

/** On the embedded broker. */
class GroupConsumerIT extends GroupConsumerContract {
    @Override
    TestCluster cluster() {
        return TestCluster.embedded();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

/** On Kafka as its project ships it. */
class GroupConsumerOnKafkaContainerIT extends GroupConsumerContract {
    @Override
    TestCluster cluster() {
        return TestCluster.container();
    }
}
